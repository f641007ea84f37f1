"""The customer sees that somebody is writing to him."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from handoff.desk.locking import held
from handoff.desk.reading import newest_heard
from handoff.desk.replying import window_is_open
from handoff.models import User
from handoff.sending import show_typing

# WhatsApp's dots last 25 s (contract, §7): asked for a little more often, they don't go out while he types.
TYPING_SECONDS = 20


async def type_to(session: AsyncSession, conversation_id: UUID, *, user: User, now: datetime) -> bool:
    """True if dots are on their way: only from who holds the chat, in the open window. Raises NotFound and
    ConversationMoved.
    """
    conversation = await held(session, conversation_id, user=user)
    if not window_is_open(conversation, now=now):
        return False
    message_id = await newest_heard(session, conversation)
    if message_id is None:
        return False
    await show_typing(session, conversation, message_id)
    return True

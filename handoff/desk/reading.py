"""Read, and looked at."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.auditing import audit_row
from handoff.desk.locking import seen
from handoff.models import Author, Conversation, Message, User
from handoff.sending import mark_read


async def read(session: AsyncSession, conversation_id: UUID, *, user: User) -> bool:
    """Blue ticks for the customer if this user holds the chat and something in it was unread. True if so."""
    conversation = await seen(session, conversation_id, user=user)
    if conversation.agent_id != user.id or conversation.unread == 0:
        return False
    await mark_all_read(session, conversation)
    return True


async def look(session: AsyncSession, conversation_id: UUID, *, user: User, now: datetime) -> Conversation:
    """Somebody has looked at what needed a look. Raises NotFound."""
    conversation = await seen(session, conversation_id, user=user)
    if conversation.attention is not None:
        subject = f"conversation:{conversation.id}"
        before = {"attention": conversation.attention}
        session.add(audit_row(conversation.institution_id, "look", subject, before, {"attention": None}, user, now))
        conversation.attention = None
    return conversation


async def mark_all_read(session: AsyncSession, conversation: Conversation) -> None:
    if conversation.unread == 0:
        return
    conversation.unread = 0
    if (message_id := await newest_heard(session, conversation)) is not None:
        await mark_read(session, conversation, message_id)


async def newest_heard(session: AsyncSession, conversation: Conversation) -> int | None:
    """The customer's last message that blue ticks or typing dots can be about."""
    newest = (
        select(Message.id)
        .where(Message.conversation_id == conversation.id, Message.author == Author.CUSTOMER)
        .where(Message.wamid.is_not(None), Message.kind.not_in(("reaction", "edit", "revoke", "system")))
        .order_by(Message.sent_at.desc(), Message.id.desc())
        .limit(1)
    )
    message_id: int | None = await session.scalar(newest)
    return message_id

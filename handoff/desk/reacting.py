"""Our reaction to a customer's message: one emoji of a few, changed or taken back."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.desk.locking import held
from handoff.desk.quoting import message_of_thread
from handoff.desk.replying import window_is_open
from handoff.errors import LimitExceeded, NotFound, OutsideServiceWindow
from handoff.models import Author, Message, OutboxEntry, OutboxKind, OutboxState, Reaction, User
from handoff.sending import react as send_reaction

EMOJI = ("👍", "❤️", "🙏", "😊", "🎉", "😮")
# WhatsApp takes none for what is older (contract, §7).
OLDEST = timedelta(days=30)


async def react(
    session: AsyncSession, conversation_id: UUID, message_id: int, *, user: User, emoji: str, now: datetime
) -> None:
    """An empty `emoji` takes it back. The same again changes nothing.

    Raises NotFound, ConversationMoved, OutsideServiceWindow, and LimitExceeded for an emoji that isn't one of EMOJI.
    """
    if emoji and emoji not in EMOJI:
        raise LimitExceeded("no such reaction")
    conversation = await held(session, conversation_id, user=user)
    message = await message_of_thread(session, conversation, message_id)
    if message is None or not _takes_reactions(message, now=now):
        raise NotFound("no such message to react to")
    if not window_is_open(conversation, now=now):
        raise OutsideServiceWindow()
    ours = await session.get(Reaction, (message_id, Author.AGENT))
    if (ours.emoji if ours else "") == emoji:
        return
    if ours is None:
        session.add(Reaction(message_id=message_id, author=Author.AGENT, emoji=emoji, at=now))
    else:
        ours.emoji, ours.at = emoji, now
    if not await _is_queued(session, message_id):
        await send_reaction(session, conversation, message_id)


def _takes_reactions(message: Message, *, now: datetime) -> bool:
    is_alive = message.wamid is not None and message.revoked_at is None
    return message.author is Author.CUSTOMER and is_alive and message.sent_at > now - OLDEST


async def _is_queued(session: AsyncSession, message_id: int) -> bool:
    """One that waits takes along what is in the row by then. Locked, so that it can't set off in between."""
    waiting = (
        select(OutboxEntry.id)
        .where(OutboxEntry.message_id == message_id, OutboxEntry.kind == OutboxKind.REACTION)
        .where(OutboxEntry.state == OutboxState.QUEUED)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return await session.scalar(waiting) is not None

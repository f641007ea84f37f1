"""Who holds a chat: taken, handed back, closed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from handoff.changing_hands import change_hands
from handoff.desk.locking import held, holder_of, seen
from handoff.errors import ConversationMoved
from handoff.models import Conversation, HandoffReason, Mover, Owner, User


async def take(session: AsyncSession, conversation_id: UUID, *, user: User, now: datetime) -> Conversation:
    """A second time it changes nothing. Raises NotFound, and ConversationMoved if another one was quicker."""
    conversation = await seen(session, conversation_id, user=user)
    if conversation.agent_id == user.id:
        return conversation
    if conversation.owner in (Owner.AGENT, Owner.CLOSED):
        raise ConversationMoved(await holder_of(session, conversation))
    await change_hands(
        session,
        conversation,
        to=Owner.AGENT,
        by=Mover.AGENT,
        reason=HandoffReason.TAKEN,
        now=now,
        user=user,
        agent_id=user.id,
    )
    return conversation


async def hand_back(session: AsyncSession, conversation_id: UUID, *, user: User, now: datetime) -> Conversation:
    """To the bot. Raises NotFound, and ConversationMoved if the user doesn't hold it."""
    return await _part(session, conversation_id, to=Owner.BOT, reason=HandoffReason.RETURNED, user=user, now=now)


async def close(session: AsyncSession, conversation_id: UUID, *, user: User, now: datetime) -> Conversation:
    """The customer's next message starts with the bot again. Raises NotFound, and ConversationMoved."""
    return await _part(session, conversation_id, to=Owner.CLOSED, reason=HandoffReason.DONE, user=user, now=now)


async def _part(
    session: AsyncSession, conversation_id: UUID, *, to: Owner, reason: HandoffReason, user: User, now: datetime
) -> Conversation:
    conversation = await held(session, conversation_id, user=user)
    await change_hands(session, conversation, to=to, by=Mover.AGENT, reason=reason, now=now, user=user)
    return conversation

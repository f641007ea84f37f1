"""Who holds a chat: taken, stepped into, put back, handed back, closed."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Access, Right, access_of, locked_conversation
from handoff.changing_hands import change_hands
from handoff.desk.locking import held, holder_of, let_go
from handoff.errors import ConversationMoved, NotAllowed, OfferedToAnother
from handoff.models import Conversation, Handoff, HandoffReason, Mover, Outcome, Owner, Team, User


async def take(session: AsyncSession, conversation_id: UUID, *, user: User, now: datetime) -> Conversation:
    """A second time it changes nothing.

    Raises NotFound, ConversationMoved if another one was quicker, and OfferedToAnother.
    """
    access = await access_of(session, user.id)
    conversation = await locked_conversation(session, access, conversation_id)
    if conversation.agent_id == user.id:
        return conversation
    if conversation.owner in (Owner.AGENT, Owner.CLOSED):
        raise ConversationMoved(await holder_of(session, conversation))
    if not may_take(conversation, access):
        addressee = await session.scalar(select(User.name).where(User.id == conversation.offered_to_id))
        raise OfferedToAnother(addressee)
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
    await _has_got(session, conversation, user=user, now=now)
    return conversation


async def _has_got(session: AsyncSession, conversation: Conversation, *, user: User, now: datetime) -> None:
    """As who is given one: the time to answer runs, and whoever gives chats to him meanwhile waits for this one."""
    team = await session.get(Team, conversation.team_id) if conversation.team_id else None
    conversation.answer_by = now + timedelta(minutes=team.answer_minutes) if team else None
    await session.flush()
    await session.execute(update(User).where(User.id == user.id).values(given_at=now))


def may_take(conversation: Conversation, access: Access) -> bool:
    """One that is offered to a person is for him alone, but for a lead of the team and for who offered it."""
    meant = (None, access.user_id)
    return (
        conversation.offered_to_id in meant
        or conversation.offered_by_id == access.user_id
        or _leads(conversation, access)
    )


async def step_in(session: AsyncSession, conversation_id: UUID, *, user: User, now: datetime) -> Conversation:
    """A lead takes an agent's chat. A second time it changes nothing.

    Raises NotFound, NotAllowed for who doesn't lead the team, and ConversationMoved if nobody has it any more.
    """
    access = await access_of(session, user.id)
    conversation = await locked_conversation(session, access, conversation_id)
    if not may_step_in(conversation, access):
        raise NotAllowed("steps in only where he leads")
    if conversation.agent_id == user.id:
        return conversation
    if conversation.owner is not Owner.AGENT:
        raise ConversationMoved()
    await change_hands(
        session,
        conversation,
        to=Owner.AGENT,
        by=Mover.AGENT,
        reason=HandoffReason.STEPPED_IN,
        now=now,
        user=user,
        agent_id=user.id,
    )
    return conversation


def may_step_in(conversation: Conversation, access: Access) -> bool:
    return access.may(Right.STEP_IN, conversation.institution_id) and _leads(conversation, access)


async def put_back(session: AsyncSession, conversation_id: UUID, *, user: User, now: datetime) -> Conversation:
    """Into the queue, at the place of who has waited since he first came into it, due when it was.

    Raises NotFound, and ConversationMoved if the user doesn't hold it.
    """
    conversation = await held(session, conversation_id, user=user)
    since = await in_queue_since(session, conversation)
    await let_go(session, conversation)
    reason = HandoffReason.PUT_BACK
    await change_hands(session, conversation, to=Owner.WAITING, by=Mover.AGENT, reason=reason, now=now, user=user)
    conversation.waiting_since = since or now
    await session.flush()
    return conversation


async def in_queue_since(session: AsyncSession, conversation: Conversation) -> datetime | None:
    """When the bot last gave it to people; None if somebody took it from the bot by himself."""
    last_from_bot = (
        select(Handoff.to_owner, Handoff.at)
        .where(Handoff.conversation_id == conversation.id, Handoff.from_owner.in_((Owner.BOT, Owner.PARKED)))
        .order_by(Handoff.at.desc())
        .limit(1)
    )
    row = (await session.execute(last_from_bot)).one_or_none()
    return row.at if row and row.to_owner is Owner.WAITING else None


async def hand_back(session: AsyncSession, conversation_id: UUID, *, user: User, now: datetime) -> Conversation:
    """To the bot. Raises NotFound, and ConversationMoved if the user doesn't hold it."""
    conversation = await held(session, conversation_id, user=user)
    await let_go(session, conversation)
    reason = HandoffReason.RETURNED
    await change_hands(session, conversation, to=Owner.BOT, by=Mover.AGENT, reason=reason, now=now, user=user)
    return conversation


async def close(
    session: AsyncSession, conversation_id: UUID, *, user: User, outcome: Outcome, now: datetime
) -> Conversation:
    """The customer's next message starts with the bot again. What anybody had begun to write here is gone: a closed
    chat is never opened again, and nobody would find it.

    Raises NotFound, and ConversationMoved.
    """
    conversation = await held(session, conversation_id, user=user)
    await let_go(session, conversation)
    conversation.outcome = outcome
    reason = HandoffReason.DONE
    await change_hands(session, conversation, to=Owner.CLOSED, by=Mover.AGENT, reason=reason, now=now, user=user)
    return conversation


def _leads(conversation: Conversation, access: Access) -> bool:
    return conversation.team_id in access.led

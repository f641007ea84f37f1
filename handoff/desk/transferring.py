"""Passing a chat on, to a team or to a person, with a note; and its coming back where nobody takes it."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.changing_hands import change_hands
from handoff.desk.colleagues import receivers, still_works
from handoff.desk.guarding import refuse_confidential
from handoff.desk.holding import in_queue_since
from handoff.desk.locking import held, holder_of, let_go, seen
from handoff.errors import ConversationMoved, NotFound
from handoff.models import Conversation, Handoff, HandoffReason, Institution, Mover, Owner, Team, User

# For so long it waits for the receiver; `transfer_minutes` of the institution's limits says otherwise.
TRANSFER_MINUTES = 10
AT_ONCE = 200


async def transfer_to_team(
    session: AsyncSession, conversation_id: UUID, team_id: UUID, *, note: str, user: User, now: datetime
) -> Conversation:
    """Raises NotFound, also for a team that isn't the institution's, ConversationMoved and ConfidentialReply."""
    conversation = await held(session, conversation_id, user=user)
    refuse_confidential(note)
    known = select(Team.id).where(Team.id == team_id, Team.institution_id == conversation.institution_id)
    if await session.scalar(known) is None:
        raise NotFound("no such team")
    await _pass_on(session, conversation, team_id=team_id, addressee_id=None, note=note, user=user, now=now)
    return conversation


async def transfer_to_person(
    session: AsyncSession, conversation_id: UUID, addressee_id: UUID, *, note: str, user: User, now: datetime
) -> Conversation:
    """It belongs to a team of the addressee's from then on. Raises as transfer_to_team does."""
    conversation = await held(session, conversation_id, user=user)
    refuse_confidential(note)
    possible = await receivers(session, conversation, sender=user, now=now)
    addressee = next((one for one in possible if one.id == addressee_id), None)
    if addressee is None:
        raise NotFound("nobody of this institution")
    team_id = addressee.team_for(conversation)
    await _pass_on(session, conversation, team_id=team_id, addressee_id=addressee.id, note=note, user=user, now=now)
    return conversation


async def decline(session: AsyncSession, conversation_id: UUID, *, user: User, now: datetime) -> Conversation:
    """At once it is the sender's again. Raises NotFound, and ConversationMoved if it isn't offered to this user."""
    conversation = await seen(session, conversation_id, user=user)
    if conversation.offered_to_id != user.id:
        raise ConversationMoved(await holder_of(session, conversation))
    await let_go(session, conversation)
    await _send_back(session, conversation, by=Mover.AGENT, attention="declined", user=user, now=now)
    return conversation


async def return_untaken(session: AsyncSession, *, now: datetime) -> list[UUID]:
    """What nobody has taken in time goes back to who passed it on."""
    late = (
        select(Conversation)
        .where(Conversation.owner == Owner.WAITING, Conversation.offer_ends_at <= now)
        .order_by(Conversation.offer_ends_at)
        .limit(AT_ONCE)
        .with_for_update(of=Conversation, skip_locked=True, key_share=True)
    )
    returned = list(await session.scalars(late))
    for conversation in returned:
        await _send_back(session, conversation, by=Mover.TIME, attention="came_back", user=None, now=now)
    return [conversation.id for conversation in returned]


async def _pass_on(
    session: AsyncSession,
    conversation: Conversation,
    *,
    team_id: UUID,
    addressee_id: UUID | None,
    note: str,
    user: User,
    now: datetime,
) -> None:
    limits = await session.scalar(select(Institution.limits).where(Institution.id == conversation.institution_id))
    minutes = int((limits or {}).get("transfer_minutes", TRANSFER_MINUTES))
    await let_go(session, conversation)
    conversation.team_id = team_id
    await change_hands(
        session,
        conversation,
        to=Owner.WAITING,
        by=Mover.AGENT,
        reason=HandoffReason.TRANSFERRED,
        now=now,
        user=user,
        agent_id=addressee_id,
        note=note or None,
    )
    conversation.offered_to_id = addressee_id
    conversation.offered_by_id = user.id
    conversation.offer_ends_at = now + timedelta(minutes=minutes)
    await session.flush()


async def _send_back(
    session: AsyncSession, conversation: Conversation, *, by: Mover, attention: str, user: User | None, now: datetime
) -> None:
    """To its sender; if he works here no more, into the queue of the team that he took it from."""
    sender_id = conversation.offered_by_id
    assert sender_id is not None
    since = await in_queue_since(session, conversation)
    works = await still_works(session, sender_id, conversation.institution_id)
    conversation.team_id = await _former_team(session, conversation, sender_id)
    await change_hands(
        session,
        conversation,
        to=Owner.AGENT if works else Owner.WAITING,
        by=by,
        reason=HandoffReason.CAME_BACK,
        now=now,
        user=user,
        agent_id=sender_id if works else None,
        from_agent_id=user.id if user else None,
    )
    if works:
        conversation.attention = conversation.attention or attention
    else:
        conversation.waiting_since = since or now
    await session.flush()


async def _former_team(session: AsyncSession, conversation: Conversation, sender_id: UUID) -> UUID | None:
    """Where it was when the sender got it."""
    got = (
        select(Handoff.team_id)
        .where(Handoff.conversation_id == conversation.id)
        .where(Handoff.to_owner == Owner.AGENT, Handoff.to_agent_id == sender_id)
        .order_by(Handoff.at.desc())
        .limit(1)
    )
    return await session.scalar(got)

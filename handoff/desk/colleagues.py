"""Colleagues of an institution: who sees a chat, and who may receive one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import FOR_A_TEAM, IN_THE_HOUSE
from handoff.models import (
    Advisor,
    Appointment,
    Conversation,
    Membership,
    Record,
    RecordAssignment,
    Role,
    Team,
    User,
)
from handoff.presence import Standing, standing_of

RECEIVERS = FOR_A_TEAM | {Role.ADVISOR}
# Who has no password yet can't look.
IS_THERE = and_(User.disabled_at.is_(None), User.id.not_in(select(func.desk_invited())))


@dataclass(frozen=True, slots=True)
class Receiver:
    """`team_ids`: where he works. `knows`: an advisor who has had an appointment with the customer; `fits`: one for the
    chat's topic.
    """

    id: UUID
    name: str
    standing: Standing
    is_advisor: bool
    team_ids: tuple[UUID, ...]
    knows: bool
    fits: bool

    def team_for(self, conversation: Conversation) -> UUID:
        """The conversation's own if he is in it."""
        return conversation.team_id if conversation.team_id in self.team_ids else self.team_ids[0]


async def who_sees(session: AsyncSession, conversation: Conversation) -> list[User]:
    """By name: access.conversations() from the other side, but for who stands in for the customer's advisor."""
    if conversation.team_id is None:
        belongs = Membership.institution_id == conversation.institution_id, Membership.role.in_(IN_THE_HOUSE)
    else:
        belongs = Membership.team_id == conversation.team_id, Membership.role.in_(IN_THE_HOUSE)
    members = select(Membership.user_id).where(*belongs)
    advising = (
        select(Membership.user_id)
        .join(Advisor, and_(Advisor.user_id == Membership.user_id, Advisor.institution_id == Membership.institution_id))
        .join(Record, Record.advisor_id == Advisor.id)
        .join(RecordAssignment, RecordAssignment.record_id == Record.id)
        .where(RecordAssignment.customer_id == conversation.customer_id, RecordAssignment.undone_at.is_(None))
        .where(Membership.role == Role.ADVISOR)
    )
    named = (conversation.agent_id, conversation.offered_to_id, conversation.named_id)
    people = [one for one in named if one is not None]
    seeing = or_(User.id.in_(members), User.id.in_(people), User.id.in_(advising))
    found = select(User).where(seeing, IS_THERE)
    return list(await session.scalars(found.order_by(User.name, User.id)))


async def receivers(
    session: AsyncSession, conversation: Conversation, *, sender: User, now: datetime
) -> list[Receiver]:
    """To whom the chat may be passed on, by name; advisors whom the customer knows come first, then those who fit."""
    rows = await session.execute(
        select(User, Membership.role, Team.id)
        .join(Membership, Membership.user_id == User.id)
        .join(Team, Team.id == Membership.team_id)
        .where(Membership.institution_id == conversation.institution_id, Membership.role.in_(RECEIVERS))
        .where(IS_THERE, User.id != sender.id)
        .order_by(User.name, User.id, Team.name)
    )
    people: dict[User, list[tuple[Role, UUID]]] = {}
    for user, role, team_id in rows:
        people.setdefault(user, []).append((role, team_id))
    advising = await _advising(session, conversation)
    found = [_receiver(user, work, advising.get(user.id), now=now) for user, work in people.items()]
    return sorted(found, key=lambda one: (not one.knows, not one.fits))


async def still_works(session: AsyncSession, user_id: UUID, institution_id: UUID) -> bool:
    """Whether he can still be given a chat of the institution."""
    work = (
        select(Membership.id)
        .join(User, User.id == Membership.user_id)
        .where(User.id == user_id, User.disabled_at.is_(None))
        .where(Membership.institution_id == institution_id, Membership.role.in_(RECEIVERS))
    )
    return await session.scalar(work.limit(1)) is not None


async def _advising(session: AsyncSession, conversation: Conversation) -> dict[UUID, tuple[bool, bool]]:
    """Users who advise, with whether the customer knows them and whether the topic is theirs."""
    met = select(Appointment.advisor_id).where(Appointment.customer_id == conversation.customer_id)
    rows = await session.execute(
        select(Advisor.user_id, Advisor.id.in_(met), Advisor.topics)
        .where(Advisor.institution_id == conversation.institution_id, Advisor.user_id.is_not(None))
        .order_by(Advisor.slug)
    )
    return {user_id: (knows, conversation.topic in topics) for user_id, knows, topics in rows if user_id}


def _receiver(
    user: User, work: list[tuple[Role, UUID]], advising: tuple[bool, bool] | None, *, now: datetime
) -> Receiver:
    knows, fits = advising or (False, False)
    return Receiver(
        id=user.id,
        name=user.name,
        standing=standing_of(user, now=now),
        is_advisor=advising is not None or any(role is Role.ADVISOR for role, _ in work),
        team_ids=tuple(team_id for _, team_id in work),
        knows=knows,
        fits=fits,
    )

"""Who is what, and where: in each team of an institution one thing at most, and several in the whole of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import RIGHTS, Right
from handoff.auditing import audit_row
from handoff.models import OF_AN_INSTITUTION, Institution, Membership, Role, Team, User
from handoff.models.base import JSON
from handoff.people.faults import Fault
from handoff.people.giving_back import give_back
from handoff.row_security import beyond

HOUSE = "house"


@dataclass(frozen=True, slots=True)
class Place:
    """`team_id` null: in the whole institution."""

    team_id: UUID | None
    role: Role

    @property
    def value(self) -> str:
        """As a form sends it."""
        return f"{self.team_id or HOUSE}:{self.role.value}"

    @classmethod
    def read(cls, value: str) -> "Place":
        """Raises ValueError."""
        where, _, role = value.partition(":")
        place = cls(None if where == HOUSE else UUID(where), Role(role))
        if (place.role in OF_AN_INSTITUTION) != (place.team_id is None):
            raise ValueError("this role isn't given there")
        return place


async def set_places(
    session: AsyncSession, user: User, wanted: frozenset[Place], *, institution_id: UUID, by: User, now: datetime
) -> list[UUID]:
    """Exactly these in this institution. Returns the chats that he can't work on any more, which wait again.

    Raises Fault: for a team of others or named twice, and if nobody would administer the institution any more.
    """
    teams = {team.id: team for team in await session.scalars(select(Team).where(Team.institution_id == institution_id))}
    named = [place.team_id for place in wanted if place.team_id is not None]
    if len(named) != len(set(named)) or not set(named) <= teams.keys():
        raise Fault("places", "place")
    of_user = select(Membership).where(Membership.user_id == user.id, Membership.institution_id == institution_id)
    known = {Place(one.team_id, one.role): one for one in await session.scalars(of_user)}
    if known.keys() == wanted:
        return []
    if _administers(known) and not _administers(wanted):
        await demand_another_administrator(session, user, institution_id, field="places")
    before, after = (_told(places, teams) for places in (known, wanted))
    # Written while `by` still has the right to, if it is his own role that goes.
    session.add(audit_row(institution_id, "change_roles", f"user:{user.id}", before, after, by, now))
    await session.flush()
    for place in known.keys() - wanted:
        await session.delete(known[place])
    await session.flush()
    session.add_all(
        Membership(user_id=user.id, institution_id=institution_id, team_id=place.team_id, role=place.role)
        for place in wanted - known.keys()
    )
    await session.flush()
    if any(Right.CHATS in RIGHTS[place.role] for place in wanted):
        return []
    return await give_back(session, user, institution_id=institution_id, by=by, now=now)


async def add_guest(
    session: AsyncSession, email: str, places: frozenset[Place], *, institution_id: UUID, by: User, now: datetime
) -> User:
    """Somebody of another organisation works for this institution from now on, besides what he does here already.

    Raises Fault.
    """
    if not places:
        raise Fault("places", "place_missing")
    async with beyond(session):
        user = await session.scalar(select(User).where(User.email == email.lower(), User.disabled_at.is_(None)))
    if user is None:
        raise Fault("email", "email_unknown")
    if user.organisation_id == institution_id:
        raise Fault("email", "email_of_our_own")
    teams = {place.team_id for place in places if place.team_id is not None}
    of_user = select(Membership).where(Membership.user_id == user.id, Membership.institution_id == institution_id)
    kept = {Place(one.team_id, one.role) for one in await session.scalars(of_user) if one.team_id not in teams}
    await set_places(session, user, places | kept, institution_id=institution_id, by=by, now=now)
    return user


async def demand_another_administrator(session: AsyncSession, user: User, institution_id: UUID, *, field: str) -> None:
    """Somebody else who can log in administers the institution, and two can't leave at once. Raises Fault."""
    others = (
        select(func.count())
        .select_from(Membership)
        .join(User, User.id == Membership.user_id)
        .where(Membership.institution_id == institution_id, Membership.role == Role.ADMINISTRATOR)
        .where(User.id != user.id, User.disabled_at.is_(None), User.password_hash.is_not(None))
    )
    async with beyond(session):
        await session.execute(select(Institution.id).where(Institution.id == institution_id).with_for_update())
        count = await session.scalar(others)
    if not count:
        raise Fault(field, "last_administrator")


def _administers(places: Iterable[Place]) -> bool:
    return any(place.role is Role.ADMINISTRATOR for place in places)


def _told(places: Iterable[Place], teams: dict[UUID, Team]) -> JSON:
    """For the audit list: lists of roles by the team's name, as it is called now."""
    told: dict[str, list[str]] = {}
    for place in sorted(places, key=lambda one: one.value):
        told.setdefault(teams[place.team_id].name if place.team_id else HOUSE, []).append(place.role.value)
    return {"roles": told}

"""An institution's people as their pages show them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import Membership, Organisation, Role, Session, Team, User
from handoff.people import Place
from handoff.web.administration.house import House
from handoff.web.log_in.keys import still_holds


@dataclass(frozen=True, slots=True)
class Person:
    """`state`: active, invited (no password yet) or disabled. `roles`: with the team's name, null in the whole house.

    `guest_of`: the organisation that looks after him, if it is another one.
    """

    id: UUID
    name: str
    email: str
    language: str
    state: str
    seen_at: datetime | None
    roles: tuple[tuple[str | None, Role], ...]
    places: frozenset[Place]
    guest_of: str | None
    capacity: int
    speaks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LogIn:
    """`is_this`: the one that the page is read with."""

    id: UUID
    browser: str
    created_at: datetime
    seen_at: datetime
    is_this: bool


async def read_people(session: AsyncSession, house: House, *, only: UUID | None = None) -> tuple[Person, ...]:
    """All who belong to it or work for it; those who can log in first, then by name."""
    works_here = select(Membership.user_id).where(Membership.institution_id == house.id)
    wanted = (
        select(User, Organisation.name, User.id.in_(select(func.desk_invited())))
        .join(Organisation, Organisation.id == User.organisation_id)
        .where((User.organisation_id == house.id) | User.id.in_(works_here))
        .order_by(User.disabled_at.is_not(None), func.lower(User.name), User.id)
    )
    rows = await session.execute(wanted if only is None else wanted.where(User.id == only))
    memberships = await _memberships(session, house, only)
    return tuple(
        _person(user, memberships[user.id], invited, None if user.organisation_id == house.id else organisation)
        for user, organisation, invited in rows
    )


async def read_teams(session: AsyncSession, house: House) -> tuple[Team, ...]:
    return tuple(await session.scalars(select(Team).where(Team.institution_id == house.id).order_by(Team.name)))


async def read_log_ins(
    session: AsyncSession, user_id: UUID, *, now: datetime, this: bytes | None = None
) -> tuple[LogIn, ...]:
    """Those that still hold. `this`: the hash of the reader's own."""
    wanted = select(Session).where(Session.user_id == user_id, still_holds(now)).order_by(Session.seen_at.desc())
    return tuple(
        LogIn(one.id, one.browser, one.created_at, one.seen_at, one.token_hash == this)
        for one in await session.scalars(wanted)
    )


async def _memberships(
    session: AsyncSession, house: House, only: UUID | None
) -> dict[UUID, list[tuple[Membership, str | None]]]:
    wanted = (
        select(Membership, Team.name)
        .outerjoin(Team, Team.id == Membership.team_id)
        .where(Membership.institution_id == house.id)
        .order_by(Team.name.nulls_first(), Membership.role)
    )
    found: dict[UUID, list[tuple[Membership, str | None]]] = defaultdict(list)
    for membership, team in await session.execute(wanted if only is None else wanted.where(Membership.user_id == only)):
        found[membership.user_id].append((membership, team))
    return found


def _person(
    user: User, memberships: Iterable[tuple[Membership, str | None]], invited: bool, guest_of: str | None
) -> Person:
    held = list(memberships)
    return Person(
        id=user.id,
        name=user.name,
        email=user.email,
        language=user.language,
        state="disabled" if user.disabled_at else "invited" if invited else "active",
        seen_at=user.seen_at,
        roles=tuple((team, membership.role) for membership, team in held),
        places=frozenset(Place(membership.team_id, membership.role) for membership, _ in held),
        guest_of=guest_of,
        capacity=user.capacity,
        speaks=tuple(user.speaks),
    )

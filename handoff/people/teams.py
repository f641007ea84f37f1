"""Teams: made, changed, deleted when nothing is left to do in them."""

import re
import unicodedata
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.auditing import audit_row, change
from handoff.errors import NotFound
from handoff.hours import check
from handoff.models import (
    Callback,
    CallbackState,
    Conversation,
    Handoff,
    Membership,
    Organisation,
    OrganisationKind,
    Owner,
    Team,
    User,
)
from handoff.people.faults import Fault
from handoff.row_security import beyond

# It takes what no other team takes (handoff/changing_hands.py), so every institution keeps it.
SERVICE = "service"
UMLAUTS = {ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue"}


@dataclass(frozen=True, slots=True)
class TeamWishes:
    """What an administrator sets; the names are those of models.Team. `company`: whose people they are, if it is
    another one's; empty for the institution's own.
    """

    name: str
    hours: str
    push: bool
    capacity: int | None
    answer_minutes: int
    company: str = ""

    def values(self) -> dict[str, Any]:
        """Of the team's row, but for its company."""
        return {name: value for name, value in asdict(self).items() if name != "company"}


async def create_team(
    session: AsyncSession, institution_id: UUID, wishes: TeamWishes, *, by: User, now: datetime
) -> Team:
    """Raises Fault for a name that is taken and for hours that can't be read."""
    names, slugs = await _taken(session, institution_id)
    _check(wishes.name, wishes.hours, names)
    stem = _slug(wishes.name)
    slug = next(slug for slug in (stem, *(f"{stem}-{count}" for count in range(2, 1000))) if slug not in slugs)
    company = await _company(session, wishes.company)
    values = wishes.values()
    team = Team(id=uuid4(), institution_id=institution_id, slug=slug, staffed_by_id=company, **values)
    session.add(team)
    after = values | ({"company": wishes.company} if company else {})
    session.add(audit_row(institution_id, "create_team", f"team:{team.id}", None, after, by, now))
    await session.flush()
    return team


async def change_team(session: AsyncSession, team: Team, wishes: TeamWishes, *, by: User, now: datetime) -> None:
    """Raises Fault as `create_team`."""
    names, _ = await _taken(session, team.institution_id, but=team.id)
    _check(wishes.name, wishes.hours, names)
    former = await company_of(session, team)
    before, after = change(team, **wishes.values())
    if wishes.company != former:
        team.staffed_by_id = await _company(session, wishes.company)
        before, after = before | {"company": former}, after | {"company": wishes.company}
    if after:
        session.add(audit_row(team.institution_id, "change_team", f"team:{team.id}", before, after, by, now))


async def company_of(session: AsyncSession, team: Team) -> str:
    """The company whose people the team consists of; empty for the institution's own."""
    if team.staffed_by_id is None:
        return ""
    async with beyond(session):
        name = await session.scalar(select(Organisation.name).where(Organisation.id == team.staffed_by_id))
    return name or ""


async def _company(session: AsyncSession, name: str) -> UUID | None:
    """The centre of that name, made where it isn't known yet."""
    if not name:
        return None
    is_it = func.lower(Organisation.name) == name.lower()
    async with beyond(session):
        centre = select(Organisation).where(Organisation.kind == OrganisationKind.EXTERNAL_CENTRE, is_it)
        found = await session.scalar(centre.limit(1))
        if found is None:
            found = Organisation(
                kind=OrganisationKind.EXTERNAL_CENTRE, slug=f"{_slug(name)}-{uuid4().hex[:6]}", name=name
            )
            session.add(found)
            await session.flush()
    return found.id


async def open_chats_of(session: AsyncSession, team: Team) -> tuple[int, int]:
    """How many chats and callbacks of the team are still open."""
    chats = select(func.count()).where(Conversation.team_id == team.id, Conversation.owner != Owner.CLOSED)
    callbacks = select(func.count()).where(Callback.team_id == team.id, Callback.state == CallbackState.OPEN)
    async with beyond(session):
        return await session.scalar(chats) or 0, await session.scalar(callbacks) or 0


async def delete_team(session: AsyncSession, team: Team, *, by: User, now: datetime) -> None:
    """What is closed stays, for the institution's own people to see. Raises Fault if something is open, and for the
    service team.
    """
    if team.slug == SERVICE:
        raise Fault("", "service")
    await session.execute(select(Team.id).where(Team.id == team.id).with_for_update())
    chats, callbacks = await open_chats_of(session, team)
    if chats or callbacks:
        raise Fault("", "open", chats=chats, callbacks=callbacks)
    members = select(func.count()).where(Membership.team_id == team.id)
    before = {"name": team.name, "hours": team.hours, "members": await session.scalar(members)}
    session.add(audit_row(team.institution_id, "delete_team", f"team:{team.id}", before, None, by, now))
    await session.flush()
    async with beyond(session):
        for table in (Conversation, Callback, Handoff):
            await session.execute(update(table).where(table.team_id == team.id).values(team_id=None))
    await session.execute(delete(Membership).where(Membership.team_id == team.id))
    await session.execute(delete(Team).where(Team.id == team.id))


async def find_team(session: AsyncSession, team_id: UUID, *, institution_id: UUID) -> Team:
    """Raises NotFound."""
    team = await session.scalar(select(Team).where(Team.id == team_id, Team.institution_id == institution_id))
    if team is None:
        raise NotFound("no such team")
    return team


async def _taken(session: AsyncSession, institution_id: UUID, *, but: UUID | None = None) -> tuple[set[str], set[str]]:
    teams = (await session.scalars(select(Team).where(Team.institution_id == institution_id))).all()
    return {team.name.casefold() for team in teams if team.id != but}, {team.slug for team in teams}


def _check(name: str, hours: str, names: set[str]) -> None:
    if name.casefold() in names:
        raise Fault("name", "team_taken")
    if sentence := check(hours):
        raise Fault("hours", "hours", sentence=sentence)


def _slug(name: str) -> str:
    german = name.casefold().translate(UMLAUTS)
    plain = unicodedata.normalize("NFKD", german).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "team"

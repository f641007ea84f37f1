"""Which team's plan is asked for, and of which week."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from sanic import Request
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import FOR_A_TEAM
from handoff.errors import NotFound
from handoff.models import Institution, Membership, Organisation, Team
from handoff.shifts import Week
from handoff.web.calendar.week_choice import id_of
from handoff.web.forms import field_of
from handoff.web.viewer import Viewer

PATH = "/desk/shifts"


@dataclass(frozen=True, slots=True)
class Choice:
    """`week`: null for the one that runs."""

    team_id: UUID | None
    week: Week | None


@dataclass(frozen=True, slots=True)
class House:
    """The team, and where it is. `teams`: id and name of all that the viewer may look at."""

    team: Team
    institution: Institution
    teams: tuple[tuple[UUID, str], ...]
    may_plan: bool
    zone: str

    def link(self, week: Week, path: str = PATH) -> str:
        return f"{path}?{urlencode({'team': str(self.team.id), 'week': str(week)})}"


def choice_of(request: Request) -> Choice:
    """By the form, or the address. What can't be read counts as not given."""
    team = field_of(request, "team") or request.args.get("team")
    week = field_of(request, "week") or request.args.get("week") or ""
    return Choice(id_of(team), Week.read(week))


async def read_house(session: AsyncSession, viewer: Viewer, choice: Choice, *, to_plan: bool = False) -> House:
    """The team that is asked for, else the first in which he works; one that he leads comes first. `to_plan`: of those
    that he leads.

    Raises NotFound.
    """
    works_in = select(Membership.team_id).where(Membership.user_id == viewer.user.id, Membership.role.in_(FOR_A_TEAM))
    rows = await session.execute(
        select(Team, Organisation.name)
        .join(Organisation, Organisation.id == Team.institution_id)
        .where(Team.id.in_(viewer.access.led if to_plan else works_in))
        .order_by(Organisation.name, Team.name, Team.id)
    )
    known = [(team, house) for team, house in rows]
    teams = [team for team, _ in known]
    wanted = choice.team_id
    if wanted is None:
        wanted = next((one.id for one in teams if one.id in viewer.access.led), teams[0].id if teams else None)
    team = next((one for one in teams if one.id == wanted), None)
    if team is None:
        raise NotFound("no such team")
    has_several = len({house for _, house in known}) > 1
    institution = await session.get_one(Institution, team.institution_id)
    return House(
        team=team,
        institution=institution,
        zone=institution.zone,
        teams=tuple((one.id, f"{one.name}, {house}" if has_several else one.name) for one, house in known),
        may_plan=team.id in viewer.access.led,
    )

"""Which callbacks somebody wants to see: of a team, or only his own."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from sanic import Request
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import Callback, Conversation, Organisation, Team
from handoff.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Filter:
    """`mine`: promised by the viewer, or of a chat that he holds."""

    team_id: UUID | None = None
    mine: bool = False

    @property
    def query(self) -> str:
        """As in an address; empty for all."""
        given = {"team": str(self.team_id) if self.team_id else "", "mine": "1" if self.mine else ""}
        return urlencode({name: value for name, value in given.items() if value})

    def condition(self, viewer: Viewer) -> ColumnElement[bool]:
        held = select(Conversation.id).where(Conversation.agent_id == viewer.user.id)
        mine = or_(Callback.created_by_id == viewer.user.id, Callback.conversation_id.in_(held))
        of_team = Callback.team_id == self.team_id if self.team_id else Callback.id.is_not(None)
        return of_team & mine if self.mine else of_team


def filter_of(request: Request) -> Filter:
    """What is no team's id counts as none."""
    try:
        team_id = UUID(request.args.get("team") or "")
    except ValueError:
        team_id = None
    return Filter(team_id, bool(request.args.get("mine")))


async def teams_of(session: AsyncSession, viewer: Viewer) -> list[tuple[UUID, str]]:
    """The teams whose callbacks the viewer may see, to filter by; with their institution if he works for several."""
    access = viewer.access
    teams: Any = await session.execute(
        select(Team.id, Team.name, Organisation.name)
        .join(Organisation, Organisation.id == Team.institution_id)
        .where(Team.id.in_(access.teams))
        .order_by(Organisation.name, Team.name)
    )
    many = len(access.institutions) > 1
    return [(team_id, f"{name} · {house}" if many else name) for team_id, name, house in teams]

"""Whether figures are kept of each agent: switched by the institution's administrators."""

from sanic import Request
from sanic.response import HTTPResponse, redirect

from handoff.access import Right
from handoff.institutions.agent_statistics import switch_agent_statistics
from handoff.web.administration.house import read_house
from handoff.web.desk import Desk
from handoff.web.forms import field_of
from handoff.web.gate import Routes
from handoff.web.statistics.overview import PATH
from handoff.web.viewer import Viewer


def add_to(routes: Routes) -> None:
    routes.page("POST", f"{PATH}/agents", update, right=Right.INSTITUTION)


async def update(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    wanted = field_of(request, "wanted") == "on"
    async with desk.sessions.begin() as session:
        house = await read_house(session, request, viewer, Right.INSTITUTION)
        await switch_agent_statistics(session, house.id, on=wanted, user=viewer.user, now=desk.clock())
    return redirect(f"{PATH}?institution={house.id}#agents", status=303)

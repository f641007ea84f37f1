"""Whether the user says he is there, and who else is."""

from sanic import Request
from sanic.response import HTTPResponse, redirect

from handoff.access import Right
from handoff.errors import NotFound
from handoff.models import Presence
from handoff.presence import choose, colleagues_of
from handoff.web.desk import Desk
from handoff.web.forms import field_of
from handoff.web.gate import Routes
from handoff.web.pages import page
from handoff.web.viewer import Viewer


def add_to(routes: Routes) -> None:
    routes.page("POST", "/desk/presence", create)
    routes.page("GET", "/desk/colleagues", index, right=Right.CHATS)


async def create(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    chosen = field_of(request, "presence")
    if chosen not in list(Presence):
        raise NotFound("no such presence")
    async with desk.sessions.begin() as session:
        await choose(session, viewer.user.id, Presence(chosen), now=desk.clock())
    return redirect("/desk", status=303)


async def index(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    async with desk.sessions() as session:
        colleagues = await colleagues_of(session, viewer.access, now=desk.clock())
    return page(desk.pages, request, viewer, "profile/colleagues.html", colleagues=colleagues)

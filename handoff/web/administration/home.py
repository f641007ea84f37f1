"""The way into the administration: its first part that the viewer may see."""

from sanic import Request
from sanic.response import HTTPResponse, redirect

from handoff.errors import NotAllowed
from handoff.web.administration.sections import sections_of
from handoff.web.desk import Desk
from handoff.web.gate import Routes
from handoff.web.viewer import Viewer


def add_to(routes: Routes) -> None:
    routes.page("GET", "/desk/administration", show)


async def show(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    sections = sections_of(viewer.access)
    if not sections:
        raise NotAllowed("no part of the administration is open to this user")
    return redirect(sections[0].path, status=303)

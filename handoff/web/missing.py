"""Every other address under the desk."""

from sanic import Request
from sanic.response import HTTPResponse

from handoff.errors import NotFound
from handoff.web.desk import Desk
from handoff.web.gate import Routes
from handoff.web.viewer import Viewer


def add_to(routes: Routes) -> None:
    routes.page("GET", "/desk/<path:path>", show)


async def show(desk: Desk, request: Request, viewer: Viewer, path: str) -> HTTPResponse:
    raise NotFound("no such page")

"""The one page of an advisor's own."""

from functools import partial

from sanic import Request
from sanic.response import HTTPResponse

from handoff.access import Right
from handoff.web.clientele.reading import read_clientele
from handoff.web.desk import Desk
from handoff.web.frame import beside_frame
from handoff.web.gate import Routes
from handoff.web.pages import page
from handoff.web.viewer import Viewer

PATH = "/desk/customers"


def add_to(routes: Routes) -> None:
    routes.page("GET", PATH, show, right=Right.CUSTOMERS)


async def show(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    clientele, frame = await beside_frame(desk, viewer, partial(read_clientele, desk=desk, viewer=viewer))
    return page(
        desk.pages, request, viewer, "clientele/clientele.html", frame=frame, clientele=clientele, now=desk.clock()
    )

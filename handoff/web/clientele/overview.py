"""The one page of an advisor's own."""

from sanic import Request
from sanic.response import HTTPResponse

from handoff.access import Right
from handoff.web.clientele.reading import read_clientele
from handoff.web.desk import Desk
from handoff.web.frame import read_frame
from handoff.web.gate import Routes
from handoff.web.pages import page
from handoff.web.viewer import Viewer

PATH = "/desk/customers"


def add_to(routes: Routes) -> None:
    routes.page("GET", PATH, show, right=Right.CUSTOMERS)


async def show(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    async with desk.sessions() as session:
        clientele = await read_clientele(session, desk, viewer)
        frame = await read_frame(session, desk, viewer)
    return page(
        desk.pages, request, viewer, "clientele/clientele.html", frame=frame, clientele=clientele, now=desk.clock()
    )

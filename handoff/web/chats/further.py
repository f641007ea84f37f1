"""The lists beyond their first page, as they are scrolled to."""

from sanic import Request
from sanic.response import HTTPResponse

from handoff.access import Right
from handoff.errors import NotFound
from handoff.web.chats.list_filter import ListFilter, filter_in
from handoff.web.chats.lists import ORDERS, Surroundings, read_page
from handoff.web.desk import Desk
from handoff.web.gate import Routes
from handoff.web.pages import page
from handoff.web.viewer import Viewer


def add_to(routes: Routes) -> None:
    routes.page("GET", "/desk/lists/<name:str>", show, right=Right.CHATS)


async def show(desk: Desk, request: Request, viewer: Viewer, name: str) -> HTTPResponse:
    before = request.args.get("after") or ""
    if name not in ORDERS or ORDERS[name].read(before) is None:
        raise NotFound("no such list")
    wanted = filter_in(request) or ListFilter()
    async with desk.sessions() as session:
        found = await read_page(session, desk, viewer, name, wanted, after=before)
    return page(
        desk.pages,
        request,
        viewer,
        "chats/more.html",
        name=name,
        before=before,
        after=found.more,
        lines=found.lines,
        current=None,
        query=wanted.query,
        frame=Surroundings.of(viewer),
    )

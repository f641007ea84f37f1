"""The lists beyond their first page, as they are scrolled to."""

from sanic import Request
from sanic.response import HTTPResponse

from handoff.access import Right
from handoff.errors import NotFound
from handoff.web.chats.lines import read_pages
from handoff.web.chats.list_filter import ListFilter, filter_in
from handoff.web.chats.lists import ORDERS, listing
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
        pages = await read_pages(session, desk, viewer, {name: listing(viewer.access, name, wanted, after=before)})
    return page(
        desk.pages,
        request,
        viewer,
        "chats/more.html",
        name=name,
        before=before,
        after=pages[name].more,
        lines=pages[name].lines,
        current=None,
        query=wanted.query,
    )

"""The search page, and its results while one types."""

from sanic import Request
from sanic.response import HTTPResponse

from handoff.access import Right
from handoff.web.desk import Desk
from handoff.web.frame import read_frame
from handoff.web.gate import Routes
from handoff.web.pages import page
from handoff.web.search.query import read_query
from handoff.web.search.results import Hits, find_customers, find_messages
from handoff.web.viewer import Viewer

NOTHING = Hits((), None)


def add_to(routes: Routes) -> None:
    routes.page("GET", "/desk/search", show, right=Right.CHATS)
    routes.page("GET", "/desk/search/customers", more_customers, right=Right.CHATS)
    routes.page("GET", "/desk/search/messages", more_messages, right=Right.CHATS)


async def show(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    """With what it stands in, or the results alone for who has the page already."""
    written = (request.args.get("q") or "").strip()
    query, alone = read_query(written), request.headers.get("turbo-frame") == "results"
    async with desk.sessions() as session:
        customers = await find_customers(session, desk, viewer, query) if query.typed else NOTHING
        messages = await find_messages(session, desk, viewer, query) if query.typed else NOTHING
        frame = None if alone else await read_frame(session, desk, viewer)
    template = "search/_results.html" if alone else "search/search.html"
    return page(
        desk.pages,
        request,
        viewer,
        template,
        frame=frame,
        written=written,
        customers=customers,
        messages=messages,
        many_houses=len(viewer.access.institutions) > 1,
        now=desk.clock(),
    )


async def more_customers(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    return await _more(desk, request, viewer, "customers")


async def more_messages(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    return await _more(desk, request, viewer, "messages")


async def _more(desk: Desk, request: Request, viewer: Viewer, what: str) -> HTTPResponse:
    written, after = request.args.get("q") or "", request.args.get("after") or ""
    query, find = read_query(written), find_customers if what == "customers" else find_messages
    async with desk.sessions() as session:
        found = await find(session, desk, viewer, query, after=after) if query.typed else NOTHING
    return page(
        desk.pages,
        request,
        viewer,
        "search/more.html",
        written=written.strip(),
        what=what,
        before=after,
        found=found,
        many_houses=len(viewer.access.institutions) > 1,
        now=desk.clock(),
    )

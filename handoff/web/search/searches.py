"""The search page, and its results while one types."""

from typing import Any

from sanic import Request
from sanic.response import HTTPResponse
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.web.desk import Desk
from handoff.web.frame import beside_frame
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
    query = read_query(written)

    async def read(session: AsyncSession) -> dict[str, Any]:
        return {
            "written": written,
            "customers": await find_customers(session, desk, viewer, query) if query.typed else NOTHING,
            "messages": await find_messages(session, desk, viewer, query) if query.typed else NOTHING,
            "many_houses": len(viewer.access.institutions) > 1,
            "now": desk.clock(),
        }

    if request.headers.get("turbo-frame") == "results":
        async with desk.sessions() as session:
            found = await read(session)
        return page(desk.pages, request, viewer, "search/_results.html", **found)
    found, frame = await beside_frame(desk, viewer, read)
    return page(desk.pages, request, viewer, "search/search.html", frame=frame, **found)


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

"""Customers who are to be called."""

from uuid import UUID

from sanic import Request
from sanic.response import HTTPResponse, redirect

from handoff.access import Right
from handoff.desk import finish_callback, show_phone
from handoff.web.calendar.callback_list import read_callback, read_callbacks
from handoff.web.desk import Desk
from handoff.web.frame import read_frame
from handoff.web.gate import Routes
from handoff.web.live.stream_actions import action
from handoff.web.pages import page, turbo_stream, wants_stream
from handoff.web.viewer import Viewer


def add_to(routes: Routes) -> None:
    routes.page("GET", "/desk/callbacks", index, right=Right.CALLBACKS)
    routes.page("POST", "/desk/callbacks/<callback_id:uuid>/phone", create_view, right=Right.CALLBACKS)
    routes.page("POST", "/desk/callbacks/<callback_id:uuid>/completion", create_completion, right=Right.CALLBACKS)


async def index(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    return await _page(desk, request, viewer, shown=None)


async def create_view(desk: Desk, request: Request, viewer: Viewer, callback_id: UUID) -> HTTPResponse:
    """Shows the whole number, and it is written down who saw it."""
    async with desk.sessions.begin() as session:
        await show_phone(session, callback_id, user=viewer.user, now=desk.clock())
    if not wants_stream(request):
        return await _page(desk, request, viewer, shown=callback_id)
    async with desk.sessions() as session:
        row = await read_callback(session, desk, viewer, callback_id)
    html = desk.pages.render("calendar/_callback.html", viewer, row=row, is_shown=True, now=desk.clock())
    return turbo_stream(action("replace", row.dom_id, html))


async def create_completion(desk: Desk, request: Request, viewer: Viewer, callback_id: UUID) -> HTTPResponse:
    async with desk.sessions.begin() as session:
        callback = await finish_callback(session, callback_id, user=viewer.user, now=desk.clock())
    await desk.realtime.publish([callback.conversation_id])
    return redirect("/desk/callbacks", status=303)


async def _page(desk: Desk, request: Request, viewer: Viewer, *, shown: UUID | None) -> HTTPResponse:
    async with desk.sessions() as session:
        frame = await read_frame(session, desk, viewer)
        rows = await read_callbacks(session, desk, viewer)
    return page(desk.pages, request, viewer, "calendar/callbacks.html", frame=frame, rows=rows, shown=shown)

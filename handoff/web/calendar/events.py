"""Events at the desk: what is planned, and who comes."""

from typing import Any
from uuid import UUID

from sanic import Request
from sanic.response import HTTPResponse

from handoff.access import Right
from handoff.web.calendar.event_list import read_event, read_events, read_sign_ups, sign_up_items
from handoff.web.calendar.tabs import tabs_of
from handoff.web.desk import Desk
from handoff.web.frame import read_frame
from handoff.web.gate import Routes
from handoff.web.pages import page
from handoff.web.viewer import Viewer


def add_to(routes: Routes) -> None:
    routes.page("GET", "/desk/events", index, right=Right.CALENDAR)
    routes.page("GET", "/desk/events/<event_id:uuid>", show, right=Right.CALENDAR)


async def index(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    async with desk.sessions() as session:
        events = await read_events(session, desk, viewer)
        frame = await read_frame(session, desk, viewer)
    return _page(desk, request, viewer, "events", frame=frame, events=events)


async def show(desk: Desk, request: Request, viewer: Viewer, event_id: UUID) -> HTTPResponse:
    async with desk.sessions() as session:
        event = await read_event(session, desk, viewer, event_id)
        rows = await read_sign_ups(session, desk, viewer, event_id)
        frame = await read_frame(session, desk, viewer)
    items = sign_up_items(desk, viewer, event, rows)
    return _page(desk, request, viewer, "event", frame=frame, event=event, items=items)


def _page(desk: Desk, request: Request, viewer: Viewer, template: str, **values: Any) -> HTTPResponse:
    shared: dict[str, Any] = {"tabs": tabs_of(viewer.access), "tab": "events", "now": desk.clock()}
    return page(desk.pages, request, viewer, f"calendar/{template}.html", **shared, **values)

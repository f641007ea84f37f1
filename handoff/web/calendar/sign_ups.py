"""Events, who comes, and signing customers up and off."""

from typing import Any
from uuid import UUID

from pydantic import Field
from sanic import Request
from sanic.response import HTTPResponse, redirect

from handoff.access import Right
from handoff.desk import Wish, sign_customer_off, sign_customer_up, window_is_open
from handoff.events import MOST_PEOPLE, Full
from handoff.web.calendar.appointments import publish_customer
from handoff.web.calendar.event_list import read_event, read_events, read_sign_ups
from handoff.web.calendar.tabs import tabs_of
from handoff.web.chats.chat import read_conversation
from handoff.web.customers import read_shown
from handoff.web.desk import Desk
from handoff.web.forms import Filled, Form, Problem, field_of, read_form
from handoff.web.frame import read_frame
from handoff.web.gate import Routes
from handoff.web.pages import page
from handoff.web.viewer import Viewer


class SignUpForm(Form):
    event: UUID
    people: int = Field(ge=1, le=MOST_PEOPLE)
    waits: bool = False
    tells: bool = False


def add_to(routes: Routes) -> None:
    routes.page("GET", "/desk/events", index, right=Right.CALENDAR)
    routes.page("GET", "/desk/events/<event_id:uuid>", show, right=Right.CALENDAR)
    routes.page("GET", "/desk/chats/<chat_id:uuid>/sign-up/new", new, right=Right.CALENDAR)
    routes.page("POST", "/desk/chats/<chat_id:uuid>/sign-up", create, right=Right.CALENDAR)
    routes.page("POST", "/desk/sign-ups/<sign_up_id:uuid>/cancellation", create_cancellation, right=Right.CALENDAR)


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
    return _page(desk, request, viewer, "event", frame=frame, event=event, rows=rows)


async def new(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    return await _sign_up_page(desk, request, viewer, chat_id)


async def create(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    filled = read_form(request, SignUpForm)
    if filled.form is None:
        return await _sign_up_page(desk, request, viewer, chat_id, filled=filled)
    form = filled.form
    try:
        async with desk.sessions.begin() as session:
            wish = Wish(form.event, form.people, form.waits, form.tells)
            await sign_customer_up(session, chat_id, wish, user=viewer.user, now=desk.clock())
    except Full as full:
        filled = Filled(
            filled.given, None, {"people": Problem("full" if full.free <= 0 else "few", {"free": full.free})}
        )
        return await _sign_up_page(desk, request, viewer, chat_id, filled=filled)
    await desk.realtime.publish([chat_id])
    return redirect(f"/desk/chats/{chat_id}", status=303)


async def create_cancellation(desk: Desk, request: Request, viewer: Viewer, sign_up_id: UUID) -> HTTPResponse:
    tells = bool(field_of(request, "tells"))
    async with desk.sessions.begin() as session:
        sign_up = await sign_customer_off(session, sign_up_id, tells=tells, user=viewer.user, now=desk.clock())
    await publish_customer(desk, sign_up.customer_id)
    return redirect(f"/desk/events/{sign_up.event_id}", status=303)


async def _sign_up_page(
    desk: Desk, request: Request, viewer: Viewer, chat_id: UUID, *, filled: Filled[SignUpForm] | None = None
) -> HTTPResponse:
    async with desk.sessions() as session:
        conversation = await read_conversation(session, viewer, chat_id)
        viewer.access.demand(Right.CALENDAR, conversation.institution_id)
        house = conversation.institution_id
        events = [
            event
            for event in await read_events(session, desk, viewer)
            if event.institution_id == house and event.starts_at > desk.clock() and not event.called_off
        ]
        frame = await read_frame(session, desk, viewer)
        who = await read_shown(session, desk, viewer, conversation.customer)
    tells = window_is_open(conversation, now=desk.clock())
    given = {"event": request.args.get("event") or "", "people": "1", "tells": "1" if tells else ""}
    return _page(
        desk,
        request,
        viewer,
        "sign_up",
        status=422 if filled else 200,
        frame=frame,
        events=events,
        chat_id=chat_id,
        name=who.name,
        can_tell=tells,
        filled=filled or Filled(given, None, {}),
    )


def _page(desk: Desk, request: Request, viewer: Viewer, template: str, **values: Any) -> HTTPResponse:
    shared: dict[str, Any] = {"tabs": tabs_of(viewer.access), "tab": "events", "now": desk.clock()}
    return page(desk.pages, request, viewer, f"calendar/{template}.html", **shared, **values)

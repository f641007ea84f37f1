"""Customers who are to be called: the list to work through, the number, and what became of the call."""

from datetime import date, time
from typing import Any
from uuid import UUID

from sanic import Request
from sanic.response import HTTPResponse, redirect
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.callbacks import Window
from handoff.changing_hands import team_for
from handoff.desk import Attempt, ConfidentialReply, can_tell, chat_to_tell_in, settle_callback, show_phone
from handoff.models import Callback, CallbackOutcome, Institution, Team
from handoff.web.calendar.callback_filter import filter_of, teams_of
from handoff.web.calendar.callback_list import callback_items
from handoff.web.calendar.callback_rows import read_callback, read_callbacks, read_done
from handoff.web.calendar.tabs import tabs_of
from handoff.web.calendar.windows import Shift, shift_of
from handoff.web.desk import Desk
from handoff.web.forms import Filled, Form, Problem, read_form, refused
from handoff.web.frame import read_frame
from handoff.web.gate import Routes
from handoff.web.live.stream_actions import action
from handoff.web.pages import page, turbo_stream, wants_stream
from handoff.web.viewer import Viewer


class OutcomeForm(Form):
    """`again`: after a call that reached nobody there is to be another one, then."""

    outcome: CallbackOutcome
    note: str = ""
    tries: int
    again: bool = False
    day: date | None = None
    start: time | None = None
    end: time | None = None
    tells: bool = False


def add_to(routes: Routes) -> None:
    routes.page("GET", "/desk/callbacks", index, right=Right.CALLBACKS)
    routes.page("GET", "/desk/callbacks/<callback_id:uuid>", show, right=Right.CALLBACKS)
    routes.page("POST", "/desk/callbacks/<callback_id:uuid>/phone", create_view, right=Right.CALLBACKS)
    routes.page("POST", "/desk/callbacks/<callback_id:uuid>/outcome", create_outcome, right=Right.CALLBACKS)


async def index(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    return await _list_page(desk, request, viewer, shown=None)


async def show(desk: Desk, request: Request, viewer: Viewer, callback_id: UUID) -> HTTPResponse:
    return await _call_page(desk, request, viewer, callback_id)


async def create_view(desk: Desk, request: Request, viewer: Viewer, callback_id: UUID) -> HTTPResponse:
    """Shows the whole number, and it is written down who saw it."""
    async with desk.sessions.begin() as session:
        await show_phone(session, callback_id, user=viewer.user, now=desk.clock())
    if not wants_stream(request):
        return await _call_page(desk, request, viewer, callback_id, is_shown=True)
    async with desk.sessions() as session:
        row = await read_callback(session, desk, viewer, callback_id)
    phone = desk.pages.render("calendar/_phone.html", viewer, row=row, is_shown=True)
    return turbo_stream(action("replace", f"phone_{row.id}", phone))


async def create_outcome(desk: Desk, request: Request, viewer: Viewer, callback_id: UUID) -> HTTPResponse:
    filled = read_form(request, OutcomeForm)
    async with desk.sessions() as session:
        await read_callback(session, desk, viewer, callback_id)
        shift = await _shift(session, desk, callback_id)
    again = _again(filled.form, shift, viewer.language) if filled.form else None
    if isinstance(again, Problem):
        filled = Filled(filled.given, None, {"day": again})
    if filled.form is None or isinstance(again, Problem):
        return await _call_page(desk, request, viewer, callback_id, filled=filled)
    form = filled.form
    attempt = Attempt(form.outcome, form.note, again, form.tries, form.tells)
    try:
        async with desk.sessions.begin() as session:
            callback = await settle_callback(session, callback_id, attempt, user=viewer.user, now=desk.clock())
    except ConfidentialReply:
        filled = refused(filled, note="confidential")
        return await _call_page(desk, request, viewer, callback_id, filled=filled)
    await desk.realtime.publish([callback.conversation_id])
    return redirect("/desk/callbacks", status=303)


def _again(form: OutcomeForm, shift: Shift, language: str) -> Window | Problem | None:
    if form.outcome is not CallbackOutcome.NOT_REACHED or not form.again:
        return None
    if form.day is None or form.start is None or form.end is None:
        return Problem("missing")
    return shift.window(form.day, form.start, form.end, language=language)


async def _shift(session: AsyncSession, desk: Desk, callback_id: UUID) -> Shift:
    found = await session.execute(
        select(Callback, Team, Institution)
        .join(Institution, Institution.id == Callback.institution_id)
        .outerjoin(Team, Team.id == Callback.team_id)
        .where(Callback.id == callback_id)
    )
    callback, team, institution = found.one()
    team = team or await team_for(session, institution_id=institution.id, slug="service")
    return shift_of(team, institution, desk.clock())


async def _list_page(desk: Desk, request: Request, viewer: Viewer, *, shown: UUID | None) -> HTTPResponse:
    wanted, is_done = filter_of(request), bool(request.args.get("done"))
    async with desk.sessions() as session:
        frame = await read_frame(session, desk, viewer)
        reading = read_done if is_done else read_callbacks
        rows = await reading(session, desk, viewer, wanted)
        teams = await teams_of(session, viewer)
    values: dict[str, Any] = {"frame": frame, "rows": rows, "teams": teams, "wanted": wanted, "is_done": is_done}
    items = {} if is_done else callback_items(desk, viewer, rows, shown=shown)
    return page(
        desk.pages,
        request,
        viewer,
        "calendar/callbacks.html",
        items=items,
        tabs=tabs_of(viewer.access),
        tab="callbacks",
        **values,
    )


async def _call_page(
    desk: Desk,
    request: Request,
    viewer: Viewer,
    callback_id: UUID,
    *,
    is_shown: bool = False,
    filled: Filled[OutcomeForm] | None = None,
) -> HTTPResponse:
    async with desk.sessions() as session:
        row = await read_callback(session, desk, viewer, callback_id)
        shift = await _shift(session, desk, callback_id)
        customer_id = (await session.get_one(Callback, callback_id)).customer_id
        tells = can_tell(await chat_to_tell_in(session, customer_id), now=desk.clock())
        frame = await read_frame(session, desk, viewer)
    given = {"outcome": "reached", "tries": row.tries, "again": "1", "tells": "1" if tells else "", **shift.proposed()}
    return page(
        desk.pages,
        request,
        viewer,
        "calendar/callback.html",
        status=422 if filled else 200,
        frame=frame,
        row=row,
        is_shown=is_shown,
        can_tell=tells,
        filled=filled or Filled(given, None, {}),
        tabs=tabs_of(viewer.access),
        tab="callbacks",
    )

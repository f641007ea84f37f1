"""A shift: entered on one day or several, changed, removed."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import Field
from sanic import Request
from sanic.response import HTTPResponse, redirect
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.hours import Hours
from handoff.models import Shift
from handoff.people import Fault
from handoff.shifts import Times, Week, add_shifts, change_shift, find_shift, planned_people, remove_shift
from handoff.web.calendar.tabs import tabs_of
from handoff.web.calendar.week_choice import date_of, id_of
from handoff.web.desk import Desk
from handoff.web.forms import Filled, Form, Problem, read_form, refused
from handoff.web.frame import read_frame
from handoff.web.gate import Routes
from handoff.web.moments import clock_span, day_span, day_title
from handoff.web.pages import page
from handoff.web.shifts.choice import PATH, Choice, House, choice_of, read_house
from handoff.web.viewer import Viewer

USUAL = Times(time(8), time(16))


class NewForm(Form):
    user_id: UUID
    days: Annotated[list[date], Field(min_length=1, max_length=7)]
    start: time
    end: time


class ShiftForm(Form):
    user_id: UUID
    day: date
    start: time
    end: time


def add_to(routes: Routes) -> None:
    routes.page("POST", PATH, create, right=Right.PLANNING)
    routes.page("GET", f"{PATH}/new", new, right=Right.PLANNING)
    routes.page("GET", f"{PATH}/<shift_id:uuid>", edit, right=Right.PLANNING)
    routes.page("POST", f"{PATH}/<shift_id:uuid>", update, right=Right.PLANNING)
    routes.page("POST", f"{PATH}/<shift_id:uuid>/removal", create_removal, right=Right.PLANNING)


async def new(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    return await _new_page(desk, request, viewer)


async def create(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    filled, choice = read_form(request, NewForm), choice_of(request)
    try:
        async with desk.sessions.begin() as session:
            house = await read_house(session, viewer, choice, to_plan=True)
            form = filled.form
            if form is not None:
                await add_shifts(
                    session,
                    house.team,
                    user_id=form.user_id,
                    days=set(form.days),
                    times=_times(form),
                    zone=house.zone,
                    by=viewer.user,
                    now=desk.clock(),
                )
    except Fault as fault:
        filled = _refused(filled, fault, house, viewer.language)
    if filled.form is None or filled.problems:
        return await _new_page(desk, request, viewer, filled=filled, status=422)
    return await _done(desk, house, Week.of(min(filled.form.days)), "added")


async def edit(desk: Desk, request: Request, viewer: Viewer, shift_id: UUID) -> HTTPResponse:
    return await _edit_page(desk, request, viewer, shift_id)


async def update(desk: Desk, request: Request, viewer: Viewer, shift_id: UUID) -> HTTPResponse:
    filled = read_form(request, ShiftForm)
    try:
        async with desk.sessions.begin() as session:
            shift = await find_shift(session, viewer.access, shift_id)
            house = await read_house(session, viewer, Choice(shift.team_id, None), to_plan=True)
            form = filled.form
            if form is not None:
                await change_shift(
                    session,
                    shift,
                    house.team,
                    user_id=form.user_id,
                    day=form.day,
                    times=_times(form),
                    zone=house.zone,
                    by=viewer.user,
                    now=desk.clock(),
                )
    except Fault as fault:
        filled = _refused(filled, fault, house, viewer.language)
    if filled.form is None or filled.problems:
        return await _edit_page(desk, request, viewer, shift_id, filled=filled, status=422)
    return await _done(desk, house, Week.of(filled.form.day), "changed")


async def create_removal(desk: Desk, request: Request, viewer: Viewer, shift_id: UUID) -> HTTPResponse:
    async with desk.sessions.begin() as session:
        shift = await find_shift(session, viewer.access, shift_id)
        house = await read_house(session, viewer, Choice(shift.team_id, None), to_plan=True)
        day = _local(shift.starts_at, house).date()
        await remove_shift(session, shift, by=viewer.user, now=desk.clock())
    return await _done(desk, house, Week.of(day), "removed")


async def _done(desk: Desk, house: House, week: Week, what: str) -> HTTPResponse:
    """Open plans show it at once."""
    await desk.realtime.publish([house.institution.id])
    return redirect(f"{house.link(week)}&done={what}", status=303)


def _times(form: NewForm | ShiftForm) -> Times:
    """To the minute."""
    return Times(form.start.replace(second=0, microsecond=0), form.end.replace(second=0, microsecond=0))


def _refused(filled: Filled[Any], fault: Fault, house: House, language: str) -> Filled[Any]:
    field = fault.field if fault.field != "days" or "days" in filled.given else "day"
    return refused(filled, **{field: Problem(fault.key, _said(fault.values, house, language))})


def _said(values: Mapping[str, Any], house: House, language: str) -> dict[str, Any]:
    """Moments, days and times as the reader says them."""
    if "starts_at" in values:
        starts_at, ends_at = values["starts_at"], values["ends_at"]
        day = day_title(_local(starts_at, house).date(), language)
        return {"day": day, "when": clock_span(starts_at, ends_at, house.zone, language)}
    if "at" in values:
        return {"day": day_span(values["day"], values["day"], language), "at": f"{values['at']:%H:%M}"}
    return dict(values)


async def _new_page(
    desk: Desk, request: Request, viewer: Viewer, *, filled: Filled[NewForm] | None = None, status: int = 200
) -> HTTPResponse:
    choice = choice_of(request)
    async with desk.sessions() as session:
        house = await read_house(session, viewer, choice, to_plan=True)
        today = _local(desk.clock(), house).date()
        day = date_of(request.args.get("day")) or (choice.week.monday if choice.week else today)
        week = choice.week or Week.of(day)
        usual = _usual(house, day)
        given = {
            "user_id": id_of(request.args.get("user")) or "",
            "days": [day.isoformat()],
            "start": f"{usual.start:%H:%M}",
            "end": f"{usual.end:%H:%M}",
        }
        values = await _around(session, desk, viewer, house)
    days = [(one.isoformat(), day_title(one, viewer.language)) for one in week.days]
    filled = filled or Filled(given, None, {})
    return page(
        desk.pages, request, viewer, "shifts/new.html", status=status, filled=filled, week=week, days=days, **values
    )


async def _edit_page(
    desk: Desk,
    request: Request,
    viewer: Viewer,
    shift_id: UUID,
    *,
    filled: Filled[ShiftForm] | None = None,
    status: int = 200,
) -> HTTPResponse:
    async with desk.sessions() as session:
        shift = await find_shift(session, viewer.access, shift_id)
        house = await read_house(session, viewer, Choice(shift.team_id, None), to_plan=True)
        week = Week.of(_local(shift.starts_at, house).date())
        values = await _around(session, desk, viewer, house)
    filled = filled or Filled(_given(shift, house), None, {})
    return page(
        desk.pages, request, viewer, "shifts/shift.html", status=status, filled=filled, week=week, shift=shift, **values
    )


async def _around(session: AsyncSession, desk: Desk, viewer: Viewer, house: House) -> dict[str, Any]:
    """What both pages need."""
    return {
        "house": house,
        "people": [(one.id, one.name) for one in await planned_people(session, house.team.id)],
        "frame": await read_frame(session, desk, viewer),
        "tabs": tabs_of(viewer.access),
        "tab": "shifts",
    }


def _usual(house: House, day: date) -> Times:
    """From the first opening of the day to its last closing, unless it is open throughout."""
    spans = Hours(house.team.hours, house.institution.state, house.zone).spans(day)
    if not spans:
        return USUAL
    times = Times.between(spans[0].start, spans[-1].end, house.zone)
    return times if times.start != times.end else USUAL


def _given(shift: Shift, house: House) -> dict[str, Any]:
    times = Times.between(shift.starts_at, shift.ends_at, house.zone)
    return {
        "user_id": shift.user_id,
        "day": _local(shift.starts_at, house).date().isoformat(),
        "start": f"{times.start:%H:%M}",
        "end": f"{times.end:%H:%M}",
    }


def _local(moment: datetime, house: House) -> datetime:
    return moment.astimezone(ZoneInfo(house.zone))

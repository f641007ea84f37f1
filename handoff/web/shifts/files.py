"""The plan as a file: a week to take away, and one to read in, looked through before it counts."""

from datetime import date
from typing import Any

from sanic import Request
from sanic.response import HTTPResponse, redirect
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.people import Fault
from handoff.shifts import Import, Week, as_file, check_import, planned_people, shifts_between, write_import
from handoff.shifts.file import LARGEST, LineFault, decoded, read_file, read_text
from handoff.web.calendar.tabs import tabs_of
from handoff.web.desk import Desk
from handoff.web.forms import field_of, uploads_of
from handoff.web.frame import read_frame
from handoff.web.gate import Routes
from handoff.web.moments import day_span
from handoff.web.pages import page
from handoff.web.shifts.choice import PATH, House, choice_of, read_house
from handoff.web.texts import texts_in
from handoff.web.viewer import Viewer

# A file, or its text once more in a form; each byte of that may take three.
LARGEST_FORM = 4 * LARGEST
# So many faults are shown; who has mended these sees the others.
SHOWN = 50


def add_to(routes: Routes) -> None:
    routes.page("GET", f"{PATH}/file", show, right=Right.SHIFTS)
    routes.page("GET", f"{PATH}/import", new, right=Right.PLANNING)
    routes.page("POST", f"{PATH}/import", create, right=Right.PLANNING, largest=LARGEST_FORM)


async def show(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    """Of one week."""
    choice = choice_of(request)
    async with desk.sessions() as session:
        house = await read_house(session, viewer, choice)
        week = choice.week or Week.of(desk.clock().date())
        start, end = week.span(house.zone)
        found = await shifts_between(session, [house.team.id], start=start, end=end)
        people = {one.id: one for one in await planned_people(session, house.team.id)}
    shifts = [one for one in found if one.starts_at >= start]
    body = as_file(shifts, team=house.team, people=people, zone=house.zone)
    headers = {"Content-Disposition": f'attachment; filename="{house.team.slug}-{week}.csv"'}
    return HTTPResponse(body, content_type="text/csv; charset=utf-8", headers=headers)


async def new(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    async with desk.sessions() as session:
        house = await read_house(session, viewer, choice_of(request), to_plan=True)
        return await _page(desk, request, viewer, session, house)


async def create(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    """First what would become of it; then, confirmed, the same text again, looked through again and written."""
    is_confirmed = bool(field_of(request, "confirmed"))
    text, faults = _text(request, is_confirmed=is_confirmed)
    rows, told = read_text(text) if not faults else ([], faults)
    fault: Fault | None = None
    try:
        async with desk.sessions.begin() as session:
            house = await read_house(session, viewer, choice_of(request), to_plan=True)
            plan = await check_import(
                session, rows, institution=house.institution, led=viewer.access.led, now=desk.clock()
            )
            faults = sorted([*told, *plan.faults], key=lambda one: one.line)
            if is_confirmed and not faults:
                await write_import(session, plan, institution_id=house.institution.id, by=viewer.user, now=desk.clock())
    except Fault as error:
        fault = error
    if is_confirmed and not faults and fault is None:
        await desk.realtime.publish([house.institution.id])
        named = [one.team.id for one in plan.replaced]
        team = house.team.id if house.team.id in named else named[0]
        week = Week.of(plan.days[0])
        return redirect(f"{PATH}?team={team}&week={week}&done=imported&n={len(plan.shifts)}", status=303)
    if fault is not None:
        faults = [LineFault(0, fault.key)]
    async with desk.sessions() as session:
        house = await read_house(session, viewer, choice_of(request), to_plan=True)
        shown, status = (None, 422) if faults else (plan, 200)
        return await _page(desk, request, viewer, session, house, status=status, plan=shown, text=text, faults=faults)


def _text(request: Request, *, is_confirmed: bool) -> tuple[str, list[LineFault]]:
    """What is in the file, or what is wrong with it."""
    if is_confirmed:
        return field_of(request, "text"), []
    uploads = uploads_of(request, "file")
    if not uploads:
        return "", [LineFault(0, "no_file")]
    _, faults = read_file(uploads[0].body)
    of_the_file = [fault for fault in faults if fault.line == 0]
    return ("", of_the_file) if of_the_file else (decoded(uploads[0].body) or "", [])


async def _page(
    desk: Desk,
    request: Request,
    viewer: Viewer,
    session: AsyncSession,
    house: House,
    *,
    status: int = 200,
    plan: Import | None = None,
    text: str = "",
    faults: list[LineFault] | None = None,
) -> HTTPResponse:
    told = faults or []
    values: dict[str, Any] = {
        "house": house,
        "week": choice_of(request).week or Week.of(desk.clock().date()),
        "plan": plan,
        "days": day_span(plan.days[0], plan.days[-1], viewer.language) if plan else "",
        "text": text,
        "faults": [_said(one, viewer.language) for one in told[:SHOWN]],
        "more": max(0, len(told) - SHOWN),
        "frame": await read_frame(session, desk, viewer),
    }
    return page(
        desk.pages,
        request,
        viewer,
        "shifts/import.html",
        status=status,
        tabs=tabs_of(viewer.access),
        tab="shifts",
        **values,
    )


def _said(fault: LineFault, language: str) -> str:
    t = texts_in(language)
    values = dict(fault.values)
    if "column" in values:
        values["column"] = t(f"shifts.column.{values['column']}")
    values = {name: day_span(one, one, language) if isinstance(one, date) else one for name, one in values.items()}
    sentence = t(f"shifts.fault.{fault.key}", **values)
    return t("shifts.line", line=fault.line, sentence=sentence) if fault.line else sentence

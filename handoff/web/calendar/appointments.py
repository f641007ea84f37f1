"""Appointments: the week and its list, one of them, and what became of it."""

from uuid import UUID

from sanic import Request
from sanic.response import HTTPResponse, redirect

from handoff.access import Right
from handoff.appointments import NotBooked
from handoff.desk import Teller, can_tell, cancel_appointment, chat_to_tell_in, note_outcome
from handoff.models import AppointmentOutcome
from handoff.web.calendar.entries import read_entry
from handoff.web.calendar.tabs import tabs_of
from handoff.web.calendar.week import read_week
from handoff.web.calendar.week_choice import choice_of
from handoff.web.desk import Desk
from handoff.web.forms import Form, field_of, read_form
from handoff.web.frame import read_frame
from handoff.web.gate import Routes
from handoff.web.pages import page
from handoff.web.texts import texts_in
from handoff.web.viewer import Viewer


class OutcomeForm(Form):
    """Without an outcome the one that was noted is taken back."""

    outcome: AppointmentOutcome | None = None


def add_to(routes: Routes) -> None:
    routes.page("GET", "/desk/appointments", index, right=Right.CALENDAR)
    routes.page("GET", "/desk/appointments/<appointment_id:uuid>", show, right=Right.CALENDAR)
    routes.page(
        "POST", "/desk/appointments/<appointment_id:uuid>/cancellation", create_cancellation, right=Right.CALENDAR
    )
    routes.page("POST", "/desk/appointments/<appointment_id:uuid>/outcome", create_outcome, right=Right.CALENDAR)


async def index(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    async with desk.sessions() as session:
        week = await read_week(session, desk, viewer, choice_of(request))
        frame = await read_frame(session, desk, viewer)
    return page(
        desk.pages,
        request,
        viewer,
        "calendar/appointments.html",
        frame=frame,
        week=week,
        zone=week.institution.zone,
        tabs=tabs_of(viewer.access),
        tab="appointments",
    )


async def show(desk: Desk, request: Request, viewer: Viewer, appointment_id: UUID) -> HTTPResponse:
    return await appointment_page(desk, request, viewer, appointment_id)


async def create_cancellation(desk: Desk, request: Request, viewer: Viewer, appointment_id: UUID) -> HTTPResponse:
    by = teller(desk, request, viewer)
    try:
        async with desk.sessions.begin() as session:
            appointment = await cancel_appointment(session, appointment_id, by=by)
    except NotBooked:
        return await gone(desk, request, viewer, appointment_id)
    await publish_plans(desk, appointment.customer_id, appointment.institution_id)
    return redirect(f"/desk/appointments/{appointment_id}", status=303)


async def create_outcome(desk: Desk, request: Request, viewer: Viewer, appointment_id: UUID) -> HTTPResponse:
    form = read_form(request, OutcomeForm).form
    by = teller(desk, request, viewer)
    try:
        async with desk.sessions.begin() as session:
            appointment = await note_outcome(session, appointment_id, form.outcome if form else None, by=by)
    except NotBooked:
        return await gone(desk, request, viewer, appointment_id)
    await publish_plans(desk, appointment.customer_id, appointment.institution_id)
    return redirect(f"/desk/appointments/{appointment_id}", status=303)


async def appointment_page(
    desk: Desk, request: Request, viewer: Viewer, appointment_id: UUID, *, status: int = 200, notice: str | None = None
) -> HTTPResponse:
    async with desk.sessions() as session:
        entry = await read_entry(session, desk, viewer, appointment_id)
        tells = can_tell(await chat_to_tell_in(session, entry.customer_id), now=desk.clock())
        frame = await read_frame(session, desk, viewer)
    return page(
        desk.pages,
        request,
        viewer,
        "calendar/appointment.html",
        status=status,
        frame=frame,
        entry=entry,
        can_tell=tells,
        notice=notice,
        tabs=tabs_of(viewer.access),
        tab="appointments",
    )


async def gone(desk: Desk, request: Request, viewer: Viewer, appointment_id: UUID) -> HTTPResponse:
    """Somebody else, or the customer himself, was quicker."""
    notice = texts_in(viewer.language)("appointments.gone")
    return await appointment_page(desk, request, viewer, appointment_id, status=409, notice=notice)


def teller(desk: Desk, request: Request, viewer: Viewer) -> Teller:
    return Teller(viewer.user, desk.clock(), desk.links, tells=bool(field_of(request, "tells")))


async def publish_plans(desk: Desk, customer_id: UUID, institution_id: UUID) -> None:
    """Open pages of the customer's chat read again, and those of the calendar."""
    async with desk.sessions() as session:
        chat = await chat_to_tell_in(session, customer_id)
    await desk.realtime.publish([institution_id, *([chat.id] if chat else [])])

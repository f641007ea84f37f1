"""Moving an appointment to another time, on the slots that the bot offers."""

from uuid import UUID

from sanic import Request
from sanic.response import HTTPResponse, redirect

from handoff.access import Right
from handoff.appointments import NotBooked, SlotGone
from handoff.desk import can_tell, chat_to_tell_in, move_appointment
from handoff.models import Institution
from handoff.web.calendar.appointments import gone, publish_plans, teller
from handoff.web.calendar.entries import Entry, read_entry
from handoff.web.calendar.slot_choice import Wanted, read_choice, slot_of, wanted_of
from handoff.web.calendar.slot_page import slot_page
from handoff.web.calendar.week import advisors_of
from handoff.web.desk import Desk
from handoff.web.gate import Routes
from handoff.web.viewer import Viewer


def add_to(routes: Routes) -> None:
    routes.page("GET", "/desk/appointments/<appointment_id:uuid>/time/new", new, right=Right.CALENDAR)
    routes.page("POST", "/desk/appointments/<appointment_id:uuid>/time", create, right=Right.CALENDAR)


async def new(desk: Desk, request: Request, viewer: Viewer, appointment_id: UUID) -> HTTPResponse:
    return await _page(desk, request, viewer, appointment_id)


async def create(desk: Desk, request: Request, viewer: Viewer, appointment_id: UUID) -> HTTPResponse:
    async with desk.sessions() as session:
        entry = await read_entry(session, desk, viewer, appointment_id)
        wanted = _wanted(request, entry)
        advisors = await advisors_of(session, entry.institution_id)
    slot = slot_of(wanted.slot, advisors, entry.zone)
    if slot is None:
        return await _page(desk, request, viewer, appointment_id, problem="choose")
    try:
        async with desk.sessions.begin() as session:
            by = teller(desk, request, viewer)
            await move_appointment(session, appointment_id, slot, wanted.meeting, by=by)
    except SlotGone:
        return await _page(desk, request, viewer, appointment_id, problem="taken")
    except NotBooked:
        return await gone(desk, request, viewer, appointment_id)
    await publish_plans(desk, entry.customer_id, entry.institution_id)
    return redirect(f"/desk/appointments/{appointment_id}", status=303)


def _wanted(request: Request, entry: Entry) -> Wanted:
    return wanted_of(request, topic=entry.topic_key, meeting=entry.meeting, advisor_id=entry.advisor_id)


async def _page(
    desk: Desk, request: Request, viewer: Viewer, appointment_id: UUID, *, problem: str | None = None
) -> HTTPResponse:
    async with desk.sessions() as session:
        entry = await read_entry(session, desk, viewer, appointment_id)
        choice = await read_choice(
            session,
            _wanted(request, entry),
            institution=await session.get_one(Institution, entry.institution_id),
            now=desk.clock(),
            customer_id=entry.customer_id,
            moving=entry.id,
        )
        return await slot_page(
            session,
            desk,
            request,
            viewer,
            choice,
            base=f"/desk/appointments/{appointment_id}/time",
            name=entry.name,
            tells=can_tell(await chat_to_tell_in(session, entry.customer_id), now=desk.clock()),
            zone=entry.zone,
            entry=entry,
            problem=problem,
        )

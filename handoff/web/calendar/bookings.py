"""Booking an appointment from the chat, and moving one: on the slots that the bot offers."""

from typing import Any
from uuid import UUID

from sanic import Request
from sanic.response import HTTPResponse, redirect
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.appointments import TOPICS, NotBooked, SlotGone
from handoff.desk import (
    Plan,
    book_appointment,
    can_tell,
    chat_to_tell_in,
    move_appointment,
    window_is_open,
)
from handoff.models import Conversation, Institution, Meeting
from handoff.web.calendar.appointments import gone, publish_plans, teller
from handoff.web.calendar.entries import Entry, read_entry
from handoff.web.calendar.slot_choice import SlotChoice, Wanted, read_choice, slot_of, wanted_of
from handoff.web.calendar.tabs import tabs_of
from handoff.web.calendar.week import advisors_of
from handoff.web.chats.chat import read_conversation
from handoff.web.customers import read_shown
from handoff.web.desk import Desk
from handoff.web.frame import read_frame
from handoff.web.gate import Routes
from handoff.web.pages import page
from handoff.web.viewer import Viewer

# What a chat is about, as appointments call it.
SUBJECTS = {"credit": "credit", "products": "investing"}


def add_to(routes: Routes) -> None:
    routes.page("GET", "/desk/chats/<chat_id:uuid>/appointment/new", new, right=Right.CALENDAR)
    routes.page("POST", "/desk/chats/<chat_id:uuid>/appointment", create, right=Right.CALENDAR)
    routes.page("GET", "/desk/appointments/<appointment_id:uuid>/time/new", new_time, right=Right.CALENDAR)
    routes.page("POST", "/desk/appointments/<appointment_id:uuid>/time", create_time, right=Right.CALENDAR)


async def new(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    return await _booking_page(desk, request, viewer, chat_id)


async def create(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    async with desk.sessions() as session:
        conversation = await _conversation(session, viewer, chat_id)
        wanted = _wanted(request, conversation)
        advisors = await advisors_of(session, conversation.institution_id)
    slot = slot_of(wanted.slot, advisors, conversation.institution.zone)
    if slot is None:
        return await _booking_page(desk, request, viewer, chat_id, problem="choose")
    try:
        async with desk.sessions.begin() as session:
            plan = Plan(slot, wanted.topic, wanted.meeting)
            await book_appointment(session, chat_id, plan, by=teller(desk, request, viewer))
    except SlotGone:
        return await _booking_page(desk, request, viewer, chat_id, problem="taken")
    await desk.realtime.publish([chat_id, conversation.institution_id])
    return redirect(f"/desk/chats/{chat_id}", status=303)


async def new_time(desk: Desk, request: Request, viewer: Viewer, appointment_id: UUID) -> HTTPResponse:
    return await _moving_page(desk, request, viewer, appointment_id)


async def create_time(desk: Desk, request: Request, viewer: Viewer, appointment_id: UUID) -> HTTPResponse:
    async with desk.sessions() as session:
        entry = await read_entry(session, desk, viewer, appointment_id)
        wanted = _wanted_time(request, entry)
        advisors = await advisors_of(session, entry.institution_id)
    slot = slot_of(wanted.slot, advisors, entry.zone)
    if slot is None:
        return await _moving_page(desk, request, viewer, appointment_id, problem="choose")
    try:
        async with desk.sessions.begin() as session:
            by = teller(desk, request, viewer)
            await move_appointment(session, appointment_id, slot, wanted.meeting, by=by)
    except SlotGone:
        return await _moving_page(desk, request, viewer, appointment_id, problem="taken")
    except NotBooked:
        return await gone(desk, request, viewer, appointment_id)
    await publish_plans(desk, entry.customer_id, entry.institution_id)
    return redirect(f"/desk/appointments/{appointment_id}", status=303)


async def _conversation(session: AsyncSession, viewer: Viewer, chat_id: UUID) -> Conversation:
    conversation = await read_conversation(session, viewer, chat_id)
    viewer.access.demand(Right.CALENDAR, conversation.institution_id)
    return conversation


def _wanted(request: Request, conversation: Conversation) -> Wanted:
    topic = SUBJECTS.get(conversation.topic or "", next(iter(TOPICS)))
    return wanted_of(request, topic=topic, meeting=Meeting.BRANCH)


def _wanted_time(request: Request, entry: Entry) -> Wanted:
    return wanted_of(request, topic=entry.topic_key, meeting=entry.meeting, advisor_id=entry.advisor_id)


async def _booking_page(
    desk: Desk, request: Request, viewer: Viewer, chat_id: UUID, *, problem: str | None = None
) -> HTTPResponse:
    async with desk.sessions() as session:
        conversation = await _conversation(session, viewer, chat_id)
        choice = await read_choice(
            session,
            _wanted(request, conversation),
            institution=conversation.institution,
            now=desk.clock(),
            customer_id=conversation.customer_id,
        )
        tells = window_is_open(conversation, now=desk.clock())
        values: dict[str, Any] = {
            "name": (await read_shown(session, desk, viewer, conversation.customer)).name,
            "chat_id": chat_id,
            "entry": None,
            "problem": problem,
        }
        base = f"/desk/chats/{chat_id}/appointment"
        return await _page(session, desk, request, viewer, choice, base, tells, conversation.institution.zone, values)


async def _moving_page(
    desk: Desk, request: Request, viewer: Viewer, appointment_id: UUID, *, problem: str | None = None
) -> HTTPResponse:
    async with desk.sessions() as session:
        entry = await read_entry(session, desk, viewer, appointment_id)
        choice = await read_choice(
            session,
            _wanted_time(request, entry),
            institution=await session.get_one(Institution, entry.institution_id),
            now=desk.clock(),
            customer_id=entry.customer_id,
            moving=entry.id,
        )
        tells = can_tell(await chat_to_tell_in(session, entry.customer_id), now=desk.clock())
        values: dict[str, Any] = {"name": entry.name, "chat_id": entry.chat_id, "entry": entry, "problem": problem}
        base = f"/desk/appointments/{appointment_id}/time"
        return await _page(session, desk, request, viewer, choice, base, tells, entry.zone, values)


async def _page(
    session: AsyncSession,
    desk: Desk,
    request: Request,
    viewer: Viewer,
    choice: SlotChoice,
    base: str,
    tells: bool,
    zone: str,
    values: dict[str, Any],
) -> HTTPResponse:
    """`base`: where the form goes; with /new it is asked for again."""
    return page(
        desk.pages,
        request,
        viewer,
        "calendar/slots.html",
        status=422 if values["problem"] else 200,
        frame=await read_frame(session, desk, viewer),
        choice=choice,
        base=base,
        can_tell=tells,
        zone=zone,
        tabs=tabs_of(viewer.access),
        tab="appointments",
        **values,
    )

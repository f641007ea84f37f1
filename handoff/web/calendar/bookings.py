"""Booking an appointment: from a chat, or for a customer whom the calendar's search has found."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from sanic import Request
from sanic.response import HTTPResponse, redirect
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.appointments import TOPICS, SlotGone
from handoff.desk import Plan, book_appointment, book_for_customer, can_tell, chat_to_tell_in
from handoff.errors import NotFound
from handoff.models import Appointment, Conversation, Customer, Institution, Meeting
from handoff.web.calendar.appointments import teller
from handoff.web.calendar.slot_choice import Wanted, read_choice, slot_of, wanted_of
from handoff.web.calendar.slot_page import slot_page
from handoff.web.calendar.week import advisors_of
from handoff.web.chats.chat import read_conversation
from handoff.web.customers import read_shown
from handoff.web.desk import Desk
from handoff.web.gate import Routes
from handoff.web.viewer import Viewer

# What a chat is about, as appointments call it.
SUBJECTS = {"credit": "credit", "products": "investing"}
Book = Callable[..., Coroutine[Any, Any, Appointment]]


@dataclass(frozen=True, slots=True)
class Whom:
    """For whom an appointment is made. `chat`: where he can be told of it; `base`: where the form goes; `back`: where
    one came from.
    """

    customer: Customer
    institution: Institution
    chat: Conversation | None
    base: str
    back: str | None


def add_to(routes: Routes) -> None:
    routes.page("GET", "/desk/chats/<chat_id:uuid>/appointment/new", new, right=Right.CALENDAR)
    routes.page("POST", "/desk/chats/<chat_id:uuid>/appointment", create, right=Right.CALENDAR)
    routes.page("GET", "/desk/customers/<customer_id:uuid>/appointment/new", new_for_customer, right=Right.CALENDAR)
    routes.page("POST", "/desk/customers/<customer_id:uuid>/appointment", create_for_customer, right=Right.CALENDAR)


async def new(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    async with desk.sessions() as session:
        return await _page(session, desk, request, viewer, await _of_chat(session, viewer, chat_id))


async def new_for_customer(desk: Desk, request: Request, viewer: Viewer, customer_id: UUID) -> HTTPResponse:
    async with desk.sessions() as session:
        return await _page(session, desk, request, viewer, await _of_customer(session, viewer, customer_id))


async def create(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    async with desk.sessions() as session:
        whom = await _of_chat(session, viewer, chat_id)
    made = await _book(desk, request, viewer, whom, partial(book_appointment, chat_id=chat_id))
    return made if isinstance(made, HTTPResponse) else redirect(f"/desk/chats/{chat_id}", status=303)


async def create_for_customer(desk: Desk, request: Request, viewer: Viewer, customer_id: UUID) -> HTTPResponse:
    async with desk.sessions() as session:
        whom = await _of_customer(session, viewer, customer_id)
    made = await _book(desk, request, viewer, whom, partial(book_for_customer, customer_id=customer_id))
    return made if isinstance(made, HTTPResponse) else redirect(f"/desk/appointments/{made.id}", status=303)


async def _book(desk: Desk, request: Request, viewer: Viewer, whom: Whom, book: Book) -> Appointment | HTTPResponse:
    """The page once more, where nothing was chosen or somebody was quicker."""
    wanted = _wanted(request, whom)
    async with desk.sessions() as session:
        slot = slot_of(wanted.slot, await advisors_of(session, whom.institution.id), whom.institution.zone)
        if slot is None:
            return await _page(session, desk, request, viewer, whom, problem="choose")
    plan = Plan(slot, wanted.topic, wanted.meeting)
    try:
        async with desk.sessions.begin() as session:
            made = await book(session, plan=plan, by=teller(desk, request, viewer))
    except SlotGone:
        async with desk.sessions() as session:
            return await _page(session, desk, request, viewer, whom, problem="taken")
    await desk.realtime.publish([made.institution_id, *([whom.chat.id] if whom.chat else [])])
    return made


async def _of_chat(session: AsyncSession, viewer: Viewer, chat_id: UUID) -> Whom:
    chat = await read_conversation(session, viewer, chat_id)
    viewer.access.demand(Right.CALENDAR, chat.institution_id)
    return Whom(chat.customer, chat.institution, chat, f"/desk/chats/{chat_id}/appointment", f"/desk/chats/{chat_id}")


async def _of_customer(session: AsyncSession, viewer: Viewer, customer_id: UUID) -> Whom:
    """Raises NotFound."""
    wanted = select(Customer).where(Customer.id == customer_id, viewer.access.customers_to_book_for())
    customer = await session.scalar(wanted)
    if customer is None:
        raise NotFound("no such customer")
    institution = await session.get_one(Institution, customer.institution_id)
    chat = await chat_to_tell_in(session, customer_id)
    return Whom(customer, institution, chat, f"/desk/customers/{customer_id}/appointment", None)


def _wanted(request: Request, whom: Whom) -> Wanted:
    subject = whom.chat.topic if whom.chat else None
    return wanted_of(request, topic=SUBJECTS.get(subject or "", next(iter(TOPICS))), meeting=Meeting.BRANCH)


async def _page(
    session: AsyncSession, desk: Desk, request: Request, viewer: Viewer, whom: Whom, *, problem: str | None = None
) -> HTTPResponse:
    choice = await read_choice(
        session,
        _wanted(request, whom),
        institution=whom.institution,
        now=desk.clock(),
        customer_id=whom.customer.id,
    )
    return await slot_page(
        session,
        desk,
        request,
        viewer,
        choice,
        base=whom.base,
        back=whom.back,
        name=(await read_shown(session, desk, viewer, whom.customer)).name,
        tells=can_tell(whom.chat, now=desk.clock()),
        zone=whom.institution.zone,
        problem=problem,
    )

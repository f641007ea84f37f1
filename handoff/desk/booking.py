"""Appointments from the desk: on the same slots, hours and constraint as the bot's."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right, access_of
from handoff.appointments import NotBooked, Slot, SlotGone, book, booked_at, cancel, move
from handoff.auditing import audit_row, change
from handoff.desk.locking import seen
from handoff.desk.telling import chat_to_tell_in, of_appointment, tell
from handoff.errors import NotFound
from handoff.links import Links
from handoff.models import (
    Advisor,
    Appointment,
    AppointmentOutcome,
    AppointmentState,
    Conversation,
    Customer,
    Institution,
    Meeting,
    User,
)
from handoff.models.base import JSON


@dataclass(frozen=True, slots=True)
class Plan:
    """When and how: the advisor who was chosen by his slot must advise on the topic in that kind of meeting."""

    slot: Slot
    topic: str
    meeting: Meeting


@dataclass(frozen=True, slots=True)
class Teller:
    """Who acts, when, and whether the customer gets a message about it."""

    user: User
    now: datetime
    links: Links
    tells: bool


async def book_appointment(session: AsyncSession, chat_id: UUID, plan: Plan, *, by: Teller) -> Appointment:
    """A second time it changes nothing. Raises NotFound, NotAllowed, and SlotGone: then nothing is booked."""
    conversation = await seen(session, chat_id, user=by.user)
    institution = await _house(session, conversation.institution_id, by)
    return await _book(session, plan, conversation.customer_id, institution, conversation, by=by)


async def book_for_customer(session: AsyncSession, customer_id: UUID, plan: Plan, *, by: Teller) -> Appointment:
    """Also where the user sees no chat of the customer's; then nobody is told. Like `book_appointment` otherwise."""
    access = await access_of(session, by.user.id)
    customer = await session.scalar(select(Customer).where(Customer.id == customer_id, access.customers_to_book_for()))
    if customer is None:
        raise NotFound("no such customer")
    conversation = await chat_to_tell_in(session, customer_id, lock=True)
    institution = await session.get_one(Institution, customer.institution_id)
    return await _book(session, plan, customer_id, institution, conversation, by=by)


async def _book(
    session: AsyncSession,
    plan: Plan,
    customer_id: UUID,
    institution: Institution,
    conversation: Conversation | None,
    *,
    by: Teller,
) -> Appointment:
    if (made := await _same(session, customer_id, plan)) is not None:
        return made
    await _check_advisor(session, plan)
    appointment = await book(
        session,
        plan.slot,
        customer_id=customer_id,
        conversation_id=conversation.id if conversation else None,
        institution=institution,
        topic=plan.topic,
        meeting=plan.meeting,
        now=by.now,
    )
    appointment.booked_by_id = by.user.id
    _write(session, "book_appointment", appointment, None, _planned(appointment), by)
    await _tell(session, "booked", appointment, institution, conversation, by)
    return appointment


async def move_appointment(
    session: AsyncSession, appointment_id: UUID, slot: Slot, meeting: Meeting, *, by: Teller
) -> Appointment:
    """Raises NotFound, and SlotGone or NotBooked: then it stays as it was."""
    conversation, appointment, institution = await _locked(session, appointment_id, by)
    if appointment.state is not AppointmentState.BOOKED or appointment.ends_at <= by.now:
        raise NotBooked
    if (appointment.advisor_id, appointment.starts_at, appointment.meeting) == (
        slot.advisor_id,
        slot.starts_at,
        meeting,
    ):
        return appointment
    await _check_advisor(session, Plan(slot, appointment.topic, meeting))
    before = _planned(appointment)
    await move(session, appointment, slot, meeting=meeting, institution=institution, now=by.now)
    _write(session, "move_appointment", appointment, before, _planned(appointment), by)
    await _tell(session, "moved", appointment, institution, conversation, by)
    return appointment


async def cancel_appointment(session: AsyncSession, appointment_id: UUID, *, by: Teller) -> Appointment:
    """Raises NotFound, and NotBooked if somebody else, or the customer himself, was quicker."""
    conversation, appointment, institution = await _locked(session, appointment_id, by)
    if appointment.state is not AppointmentState.BOOKED or appointment.ends_at <= by.now:
        raise NotBooked
    before = {"state": appointment.state.value}
    await cancel(session, appointment)
    _write(session, "cancel_appointment", appointment, before, {"state": appointment.state.value}, by)
    await _tell(session, "cancelled", appointment, institution, conversation, by)
    return appointment


async def note_outcome(
    session: AsyncSession, appointment_id: UUID, outcome: AppointmentOutcome | None, *, by: Teller
) -> Appointment:
    """Whether the customer came; null takes it back. Raises NotFound, and NotBooked before it has begun."""
    _, appointment, _ = await _locked(session, appointment_id, by)
    if appointment.state is not AppointmentState.BOOKED or appointment.starts_at > by.now:
        raise NotBooked
    before, after = change(appointment, outcome=outcome)
    if after:
        _write(session, "note_appointment_outcome", appointment, before, after, by)
    return appointment


async def _locked(
    session: AsyncSession, appointment_id: UUID, by: Teller
) -> tuple[Conversation | None, Appointment, Institution]:
    """First the chat, then what hangs on it: the bot's turn takes them in this order too."""
    access = await access_of(session, by.user.id)
    wanted = select(Appointment).where(
        Appointment.id == appointment_id, Appointment.institution_id.in_(access.where(Right.CALENDAR))
    )
    found = await session.scalar(wanted)
    if found is None:
        raise NotFound("no such appointment")
    conversation = await chat_to_tell_in(session, found.customer_id, lock=True)
    locked = wanted.with_for_update(key_share=True).execution_options(populate_existing=True)
    if await session.scalar(locked) is None:
        raise NotFound("no such appointment")
    return conversation, found, await session.get_one(Institution, found.institution_id)


async def _house(session: AsyncSession, institution_id: UUID, by: Teller) -> Institution:
    (await access_of(session, by.user.id)).demand(Right.CALENDAR, institution_id)
    return await session.get_one(Institution, institution_id)


async def _same(session: AsyncSession, customer_id: UUID, plan: Plan) -> Appointment | None:
    return await session.scalar(
        select(Appointment).where(
            Appointment.customer_id == customer_id,
            Appointment.advisor_id == plan.slot.advisor_id,
            Appointment.starts_at == plan.slot.starts_at,
            Appointment.state == AppointmentState.BOOKED,
        )
    )


async def _check_advisor(session: AsyncSession, plan: Plan) -> None:
    advisor = await session.get(Advisor, plan.slot.advisor_id)
    if advisor is None or plan.topic not in advisor.topics or plan.meeting.value not in advisor.meetings:
        raise SlotGone


def _planned(appointment: Appointment) -> JSON:
    return {
        "advisor_id": str(appointment.advisor_id),
        "starts_at": appointment.starts_at.isoformat(),
        "meeting": appointment.meeting.value,
        "topic": appointment.topic,
    }


def _write(
    session: AsyncSession, act: str, appointment: Appointment, before: JSON | None, after: JSON | None, by: Teller
) -> None:
    subject = f"appointment:{appointment.id}"
    session.add(audit_row(appointment.institution_id, act, subject, before, after, by.user, by.now))


async def _tell(
    session: AsyncSession,
    key: str,
    appointment: Appointment,
    institution: Institution,
    conversation: Conversation | None,
    by: Teller,
) -> None:
    await session.flush()
    if not by.tells or conversation is None:
        return
    whole = await booked_at(session, appointment.id)
    assert whole is not None
    message = of_appointment(key, whole, institution, language=conversation.language, links=by.links, now=by.now)
    await tell(session, conversation, message, user=by.user, now=by.now)

"""Booking, moving and cancelling; two customers never get one time, by the database's exclusion constraint."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from handoff.appointments.finding import desks_of
from handoff.appointments.slots import NotBooked, Slot, SlotGone, fits
from handoff.models import Advisor, Appointment, AppointmentState, Institution, Meeting

CHANGING = ("advisor_id", "starts_at", "ends_at", "meeting", "state", "sequence", "late_minutes", "outcome")


async def book(
    session: AsyncSession,
    slot: Slot,
    *,
    customer_id: UUID,
    conversation_id: UUID | None,
    institution: Institution,
    topic: str,
    meeting: Meeting,
    now: datetime,
) -> Appointment:
    """`conversation_id`: where it came about. Raises SlotGone, and then nothing is booked; the transaction lives on."""
    await _check(session, slot, institution=institution, now=now)
    appointment = Appointment(
        institution_id=institution.id,
        advisor_id=slot.advisor_id,
        customer_id=customer_id,
        conversation_id=conversation_id,
        topic=topic,
        meeting=meeting,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        created_at=now,
    )
    try:
        async with session.begin_nested():
            session.add(appointment)
    except IntegrityError as error:
        raise SlotGone from error
    return appointment


async def move(
    session: AsyncSession,
    appointment: Appointment,
    slot: Slot,
    *,
    meeting: Meeting,
    institution: Institution,
    now: datetime,
) -> None:
    """Raises SlotGone, and then the appointment stays where it was, and NotBooked if it was cancelled meanwhile."""
    if not await _is_booked(session, appointment):
        raise NotBooked
    await _check(session, slot, institution=institution, now=now)
    try:
        async with session.begin_nested():
            appointment.advisor_id = slot.advisor_id
            appointment.starts_at, appointment.ends_at = slot.starts_at, slot.ends_at
            appointment.meeting = meeting
            appointment.sequence += 1
            appointment.late_minutes = None
    except IntegrityError as error:
        await session.refresh(appointment)
        raise SlotGone from error


async def cancel(session: AsyncSession, appointment: Appointment) -> None:
    """A second time changes nothing."""
    if await _is_booked(session, appointment):
        appointment.state = AppointmentState.CANCELLED
        appointment.sequence += 1
        await session.flush()


async def note_delay(session: AsyncSession, appointment: Appointment, *, minutes: int) -> None:
    """The advisor sees it."""
    appointment.late_minutes = minutes
    await session.flush()


async def upcoming(session: AsyncSession, *, customer_id: UUID, now: datetime) -> list[Appointment]:
    """The customer's appointments that are not over, next first, with advisor and branch."""
    booked = (
        select(Appointment)
        .where(
            Appointment.customer_id == customer_id,
            Appointment.state == AppointmentState.BOOKED,
            Appointment.ends_at > now,
        )
        .options(joinedload(Appointment.advisor).joinedload(Advisor.branch))
        .order_by(Appointment.starts_at)
    )
    return list(await session.scalars(booked))


async def booked_at(session: AsyncSession, appointment_id: UUID) -> Appointment | None:
    """An appointment in whatever state, with advisor and branch."""
    one = (
        select(Appointment)
        .where(Appointment.id == appointment_id)
        .options(joinedload(Appointment.advisor).joinedload(Advisor.branch))
        .execution_options(populate_existing=True)
    )
    return await session.scalar(one)


async def _is_booked(session: AsyncSession, appointment: Appointment) -> bool:
    """As it is now: customer and desk may change it at once, and then wait for each other here."""
    await session.refresh(appointment, CHANGING, with_for_update={"key_share": True})
    return appointment.state is AppointmentState.BOOKED


async def _check(session: AsyncSession, slot: Slot, *, institution: Institution, now: datetime) -> None:
    """Bookings of one advisor wait for each other here: two inserts at once could deadlock in the constraint."""
    advisor = await session.get(Advisor, slot.advisor_id, with_for_update={"key_share": True})
    if advisor is None or advisor.institution_id != institution.id:
        raise SlotGone
    (desk,) = await desks_of(session, [advisor], institution=institution, now=now)
    if not fits(desk, slot, now.astimezone(ZoneInfo(institution.zone))):
        raise SlotGone

"""Appointments as the calendar's pages show them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager

from handoff.access import Right
from handoff.appointments import topic_label
from handoff.errors import NotFound
from handoff.models import (
    Advisor,
    Appointment,
    AppointmentOutcome,
    AppointmentState,
    Conversation,
    Customer,
    Institution,
    Meeting,
)
from handoff.web.customers import shown
from handoff.web.desk import Desk
from handoff.web.viewer import Viewer

LONGEST = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """`chat_id`: the customer's newest chat, if the viewer may see it. `is_mine`: the viewer is its advisor."""

    id: UUID
    customer_id: UUID
    institution_id: UUID
    name: str
    topic_key: str
    topic: str
    meeting: Meeting
    advisor_id: UUID
    advisor: str
    branch: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    is_booked: bool
    has_begun: bool
    is_over: bool
    late_minutes: int | None
    outcome: AppointmentOutcome | None
    is_mine: bool
    chat_id: UUID | None

    @property
    def day(self) -> date:
        return self.starts_at.astimezone(ZoneInfo(self.zone)).date()

    @property
    def hour(self) -> int:
        return self.starts_at.astimezone(ZoneInfo(self.zone)).hour


async def read_entries(
    session: AsyncSession, desk: Desk, viewer: Viewer, *wanted: ColumnElement[bool]
) -> tuple[Entry, ...]:
    """In the order of time. Condition on appointments, advisors and branches."""
    chat = (
        select(Conversation.id)
        .where(Conversation.customer_id == Appointment.customer_id, viewer.access.conversations())
        .order_by(Conversation.last_activity_at.desc())
        .limit(1)
        .correlate(Appointment)
        .scalar_subquery()
    )
    found = await session.execute(
        select(Appointment, Customer, Institution, chat)
        .join(Appointment.advisor)
        .join(Advisor.branch)
        .join(Customer, Customer.id == Appointment.customer_id)
        .join(Institution, Institution.id == Appointment.institution_id)
        .where(Appointment.institution_id.in_(viewer.access.where(Right.CALENDAR)), *wanted)
        .options(contains_eager(Appointment.advisor).contains_eager(Advisor.branch))
        .order_by(Appointment.starts_at, Advisor.name, Appointment.id)
        .limit(LONGEST)
    )
    return tuple(_entry(desk, viewer, *row) for row in found)


async def read_entry(session: AsyncSession, desk: Desk, viewer: Viewer, appointment_id: UUID) -> Entry:
    """Raises NotFound."""
    entries = await read_entries(session, desk, viewer, Appointment.id == appointment_id)
    if not entries:
        raise NotFound("no such appointment")
    return entries[0]


def _entry(
    desk: Desk,
    viewer: Viewer,
    appointment: Appointment,
    customer: Customer,
    institution: Institution,
    chat_id: UUID | None,
) -> Entry:
    now, advisor = desk.clock(), appointment.advisor
    return Entry(
        id=appointment.id,
        customer_id=appointment.customer_id,
        institution_id=appointment.institution_id,
        name=shown(desk, viewer, customer.id, institution.id, name=customer.name).name,
        topic_key=appointment.topic,
        topic=topic_label(appointment.topic, viewer.language),
        meeting=appointment.meeting,
        advisor_id=advisor.id,
        advisor=advisor.name,
        branch=advisor.branch.name,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        zone=institution.zone,
        is_booked=appointment.state is AppointmentState.BOOKED,
        has_begun=appointment.starts_at <= now,
        is_over=appointment.ends_at <= now,
        late_minutes=appointment.late_minutes,
        outcome=appointment.outcome,
        is_mine=advisor.user_id == viewer.user.id,
        chat_id=chat_id,
    )

"""Free slots, read from the database in two queries."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.appointments.slots import AHEAD, Desk, Found, Slot, choose, free_on, open_spans
from handoff.hours import Hours, Span
from handoff.models import Advisor, Appointment, AppointmentState, Branch, Institution, Meeting
from handoff.when import When


async def free_slots(
    session: AsyncSession,
    *,
    institution: Institution,
    topic: str,
    meeting: Meeting,
    branch: str | None,
    wanted: When | None,
    now: datetime,
) -> list[Slot]:
    """The slot that was named, or the next three that come near it; `branch` is a slug."""
    found = await find_slots(
        session, institution=institution, topic=topic, meeting=meeting, branch=branch, wanted=wanted, now=now
    )
    return list(found.slots)


async def find_slots(
    session: AsyncSession,
    *,
    institution: Institution,
    topic: str,
    meeting: Meeting,
    branch: str | None,
    wanted: When | None,
    now: datetime,
    customer_id: UUID | None = None,
    moving: UUID | None = None,
) -> Found:
    """Times at which the customer has another appointment count as taken; the one that is `moving` doesn't."""
    advisors = (
        select(Advisor)
        .where(
            Advisor.institution_id == institution.id,
            Advisor.topics.contains([topic]),
            Advisor.meetings.contains([meeting.value]),
        )
        .order_by(Advisor.slug)
    )
    if branch is not None and meeting is Meeting.BRANCH:
        advisors = advisors.join(Branch, Branch.id == Advisor.branch_id).where(Branch.slug == branch)
    fitting = (await session.scalars(advisors)).all()
    desks = await desks_of(session, fitting, institution=institution, now=now, customer_id=customer_id, moving=moving)
    return choose(desks, wanted, now.astimezone(ZoneInfo(institution.zone)))


async def slots_of_days(
    session: AsyncSession,
    advisors: Sequence[Advisor],
    days: Sequence[date],
    *,
    institution: Institution,
    now: datetime,
    customer_id: UUID | None = None,
    moving: UUID | None = None,
) -> dict[date, tuple[Slot, ...]]:
    """Every free slot of these advisors on those days, for a calendar; none further ahead than may be booked."""
    desks = await desks_of(session, advisors, institution=institution, now=now, customer_id=customer_id, moving=moving)
    local = now.astimezone(ZoneInfo(institution.zone))
    last = local.date() + AHEAD
    return {day: free_on(desks, day, local) if local.date() <= day <= last else () for day in days}


async def desks_of(
    session: AsyncSession,
    advisors: Sequence[Advisor],
    *,
    institution: Institution,
    now: datetime,
    customer_id: UUID | None = None,
    moving: UUID | None = None,
) -> tuple[Desk, ...]:
    ids = [advisor.id for advisor in advisors]
    booked = select(Appointment.advisor_id, Appointment.customer_id, Appointment.starts_at, Appointment.ends_at).where(
        or_(Appointment.advisor_id.in_(ids), Appointment.customer_id == customer_id),
        Appointment.state == AppointmentState.BOOKED,
        Appointment.ends_at > now,
        Appointment.starts_at < now + 2 * AHEAD,
    )
    if moving is not None:
        booked = booked.where(Appointment.id != moving)
    rows = (await session.execute(booked)).all()
    return tuple(
        Desk(
            advisor.id,
            hours_of(advisor.hours, institution.state, institution.zone),
            _minutes(advisor),
            tuple(
                Span(row.starts_at, row.ends_at)
                for row in rows
                if row.advisor_id == advisor.id or row.customer_id == customer_id
            ),
        )
        for advisor in advisors
    )


async def bookable_branches(session: AsyncSession, *, institution: Institution, topic: str) -> list[Branch]:
    """Where somebody advises on the topic."""
    branches = (
        select(Branch)
        .where(
            Branch.institution_id == institution.id,
            Branch.id.in_(
                select(Advisor.branch_id).where(
                    Advisor.topics.contains([topic]), Advisor.meetings.contains([Meeting.BRANCH.value])
                )
            ),
        )
        .order_by(Branch.name)
    )
    return list(await session.scalars(branches))


async def warm(session: AsyncSession, *, now: datetime) -> None:
    """Works out all advisors' hours for the weeks ahead, so that the first customer needn't wait for it."""
    advisors = select(Advisor.hours, Institution.state, Institution.zone).join(
        Institution, Institution.id == Advisor.institution_id
    )
    for expression, state, zone in (await session.execute(advisors.distinct())).all():
        today = now.astimezone(ZoneInfo(zone)).date()
        for ahead in range(AHEAD.days + 1):
            open_spans(hours_of(expression, state, zone), today + timedelta(days=ahead))


@lru_cache(maxsize=512)
def hours_of(expression: str, state: str, zone: str) -> Hours:
    return Hours(expression, state, zone)


def _minutes(advisor: Advisor) -> timedelta:
    return timedelta(minutes=advisor.minutes)

"""An absence is written down, changed or taken back."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.absences.deputies import can_stand_in_for
from handoff.absences.faults import Circle
from handoff.auditing import audit_row, change
from handoff.deputies import circle_of
from handoff.models import Absence, User
from handoff.models.base import JSON
from handoff.people import Fault
from handoff.row_security import beyond

# One at a time: of several at once each would see no circle, and all together were one.
LOCK = text("SELECT pg_advisory_xact_lock(51000001)")
FIELDS = ("first_day", "last_day", "from_time", "until_time", "deputy_id")
LONGEST = timedelta(days=366)
FARTHEST = timedelta(days=2 * 366)


@dataclass(frozen=True, slots=True)
class Wanted:
    """As Absence has it; times only for a single day."""

    first_day: date
    last_day: date
    from_time: time | None = None
    until_time: time | None = None
    deputy_id: UUID | None = None

    def span(self, zone: str) -> tuple[datetime, datetime]:
        """As moments. A day ends where the next one begins."""
        there = ZoneInfo(zone)
        if self.from_time is None or self.until_time is None:
            after = self.last_day + timedelta(days=1)
            return datetime.combine(self.first_day, time.min, there), datetime.combine(after, time.min, there)
        return (
            datetime.combine(self.first_day, self.from_time, there),
            datetime.combine(self.last_day, self.until_time, there),
        )


async def add_absence(
    session: AsyncSession,
    user: User,
    wanted: Wanted,
    *,
    institution_id: UUID,
    zone: str,
    institutions: frozenset[UUID],
    by: User,
    now: datetime,
) -> Absence:
    """`institution_id`: whose clocks count, and whose audit list tells of it. `institutions`: where `by` works.

    Raises Fault, and Circle.
    """
    absence = Absence(id=uuid4(), institution_id=institution_id, user_id=user.id)
    await _check(session, absence, user, wanted, zone=zone, institutions=institutions, now=now)
    await _write(session, absence)
    after = _told(absence)
    session.add(audit_row(institution_id, "add_absence", f"user:{user.id}", None, after, by, now))
    await session.flush()
    return absence


async def change_absence(
    session: AsyncSession,
    absence: Absence,
    user: User,
    wanted: Wanted,
    *,
    zone: str,
    institutions: frozenset[UUID],
    by: User,
    now: datetime,
) -> None:
    """What has begun may still be shortened or prolonged. Raises Fault, and Circle."""
    former = _told(absence)
    with session.no_autoflush:
        await _check(session, absence, user, wanted, zone=zone, institutions=institutions, now=now)
    await _write(session, absence)
    is_now = _told(absence)
    before = {name: value for name, value in former.items() if is_now.get(name) != value}
    after = {name: value for name, value in is_now.items() if former.get(name) != value}
    if before or after:
        row = audit_row(absence.institution_id, "change_absence", f"user:{user.id}", before, after, by, now)
        session.add(row)
        await session.flush()


async def remove_absence(session: AsyncSession, absence: Absence, *, by: User, now: datetime) -> None:
    subject = f"user:{absence.user_id}"
    session.add(audit_row(absence.institution_id, "remove_absence", subject, _told(absence), None, by, now))
    await session.delete(absence)
    await session.flush()


async def _check(
    session: AsyncSession,
    absence: Absence,
    user: User,
    wanted: Wanted,
    *,
    zone: str,
    institutions: frozenset[UUID],
    now: datetime,
) -> None:
    """Sets what is wanted, if it may be."""
    _check_days(wanted, now=now)
    starts_at, ends_at = wanted.span(zone)
    if starts_at.timestamp() >= ends_at.timestamp():
        raise Fault("until_time", "span_backwards")
    if ends_at <= now:
        raise Fault("last_day", "past")
    await session.execute(LOCK)
    await _check_deputy(session, user, wanted.deputy_id, institutions)
    async with beyond(session):
        await _check_others(session, absence, starts_at, ends_at)
        values = {name: getattr(wanted, name) for name in FIELDS}
        trial = Absence(id=absence.id, user_id=user.id, starts_at=starts_at, ends_at=ends_at, **values)
        within = (Absence.ends_at > starts_at, Absence.starts_at < ends_at, Absence.deputy_id.is_not(None))
        links = circle_of(trial, (await session.scalars(select(Absence).where(*within))).all())
    if links:
        raise Circle(links)
    change(absence, starts_at=starts_at, ends_at=ends_at, **values)


def _check_days(wanted: Wanted, *, now: datetime) -> None:
    if wanted.last_day < wanted.first_day:
        raise Fault("last_day", "days_backwards")
    if wanted.last_day - wanted.first_day > LONGEST:
        raise Fault("last_day", "absence_too_long")
    if abs(wanted.first_day - now.date()) > FARTHEST:
        raise Fault("first_day", "day_too_far")
    if (wanted.from_time is None) != (wanted.until_time is None):
        raise Fault("until_time", "half_a_span")
    if wanted.from_time is not None and wanted.first_day != wanted.last_day:
        raise Fault("from_time", "times_of_one_day")


async def _check_deputy(
    session: AsyncSession, user: User, deputy_id: UUID | None, institutions: frozenset[UUID]
) -> None:
    if deputy_id is None:
        return
    if deputy_id == user.id:
        raise Fault("deputy_id", "deputy_oneself")
    if not await can_stand_in_for(session, user.id, institutions=institutions, only=deputy_id):
        raise Fault("deputy_id", "deputy_elsewhere")


async def _check_others(session: AsyncSession, absence: Absence, starts_at: datetime, ends_at: datetime) -> None:
    others = select(Absence).where(
        Absence.user_id == absence.user_id,
        Absence.id != absence.id,
        Absence.ends_at > starts_at,
        Absence.starts_at < ends_at,
    )
    other = await session.scalar(others.order_by(Absence.starts_at).limit(1))
    if other is not None:
        raise Fault("first_day", "absence_overlaps", first=other.first_day, last=other.last_day)


async def _write(session: AsyncSession, absence: Absence) -> None:
    session.add(absence)
    try:
        await session.flush()
    except IntegrityError as error:
        raise Fault("first_day", "absence_meanwhile") from error


def _told(absence: Absence) -> JSON:
    """For the audit list: what is set of it."""
    values = {name: getattr(absence, name) for name in FIELDS}
    return {
        name: value.isoformat(timespec="minutes") if isinstance(value, time) else str(value)
        for name, value in values.items()
        if value is not None
    }

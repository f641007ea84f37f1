"""Shifts are added, changed, removed, and a week's copied to the next."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Access
from handoff.auditing import audit_row
from handoff.errors import NotFound
from handoff.models import Shift, Team, User
from handoff.models.base import JSON
from handoff.people import Fault
from handoff.shifts.looking_up import planned_people, shifts_between
from handoff.shifts.times import NoSuchTime, Times
from handoff.shifts.weeks import Week

# A plan ends somewhere: what is further away is a slip of the pen.
FARTHEST = timedelta(days=2 * 366)


async def find_shift(session: AsyncSession, access: Access, shift_id: UUID) -> Shift:
    """Of a team that he leads. Raises NotFound."""
    wanted = select(Shift).where(Shift.id == shift_id, Shift.team_id.in_(access.led)).with_for_update()
    shift = await session.scalar(wanted)
    if shift is None:
        raise NotFound("no such shift")
    return shift


async def add_shifts(
    session: AsyncSession,
    team: Team,
    *,
    user_id: UUID,
    days: Collection[date],
    times: Times,
    zone: str,
    by: User,
    now: datetime,
) -> Sequence[Shift]:
    """One on each of the days. Raises Fault, and then none is added."""
    await _check_person(session, team, user_id)
    added = []
    for day in sorted(days):
        starts_at, ends_at = _span(day, times, zone, now=now)
        await _check_free(session, team.id, user_id, starts_at, ends_at)
        added.append(_shift(team, user_id, starts_at, ends_at))
    session.add_all(added)
    await _flush(session)
    for shift in added:
        session.add(audit_row(team.institution_id, "add_shift", f"team:{team.id}", None, told(shift), by, now))
    await session.flush()
    return added


async def change_shift(
    session: AsyncSession,
    shift: Shift,
    team: Team,
    *,
    user_id: UUID,
    day: date,
    times: Times,
    zone: str,
    by: User,
    now: datetime,
) -> None:
    """Raises Fault."""
    if user_id != shift.user_id:
        await _check_person(session, team, user_id)
    starts_at, ends_at = _span(day, times, zone, now=now)
    await _check_free(session, team.id, user_id, starts_at, ends_at, but=shift.id)
    before = told(shift)
    shift.user_id, shift.starts_at, shift.ends_at = user_id, starts_at, ends_at
    await _flush(session)
    if before != told(shift):
        row = audit_row(team.institution_id, "change_shift", f"team:{team.id}", before, told(shift), by, now)
        session.add(row)
        await session.flush()


async def remove_shift(session: AsyncSession, shift: Shift, *, by: User, now: datetime) -> None:
    subject = f"team:{shift.team_id}"
    session.add(audit_row(shift.institution_id, "remove_shift", subject, told(shift), None, by, now))
    await session.delete(shift)
    await session.flush()


async def copy_week(session: AsyncSession, team: Team, week: Week, *, zone: str, by: User, now: datetime) -> int:
    """The week before into this one, by the same clock times; what is planned already stays, and who has something then
    keeps it. A time that the clocks skip that day begins or ends when they are put forward. Returns how many came.
    """
    before = week.later(-1)
    start, end = before.span(zone)
    former = [one for one in await shifts_between(session, [team.id], start=start, end=end) if one.starts_at >= start]
    able = {user.id for user in await planned_people(session, team.id)}
    start, end = week.span(zone)
    taken = list(await shifts_between(session, [team.id], start=start, end=end + timedelta(days=1)))
    added: list[Shift] = []
    for one in former:
        copied = _shift(team, one.user_id, *(_week_later(moment, zone) for moment in (one.starts_at, one.ends_at)))
        if one.user_id in able and copied.starts_at < copied.ends_at and not _meets(copied, [*taken, *added]):
            added.append(copied)
    session.add_all(added)
    await _flush(session)
    if added:
        values = {"week": str(before), "shifts": len(added)}
        after = {"week": str(week), "shifts": len(added)}
        session.add(audit_row(team.institution_id, "copy_shifts", f"team:{team.id}", values, after, by, now))
        await session.flush()
    return len(added)


def told(shift: Shift) -> JSON:
    """For the audit list."""
    return {
        "user_id": str(shift.user_id),
        "starts_at": shift.starts_at.isoformat(),
        "ends_at": shift.ends_at.isoformat(),
    }


def _shift(team: Team, user_id: UUID, starts_at: datetime, ends_at: datetime) -> Shift:
    return Shift(
        id=uuid4(),
        institution_id=team.institution_id,
        team_id=team.id,
        user_id=user_id,
        starts_at=starts_at,
        ends_at=ends_at,
    )


def _week_later(moment: datetime, zone: str) -> datetime:
    there = ZoneInfo(zone)
    return (moment.astimezone(there).replace(fold=0) + timedelta(weeks=1)).astimezone(UTC)


def _meets(shift: Shift, others: Iterable[Shift]) -> bool:
    return any(
        one.user_id == shift.user_id and one.starts_at < shift.ends_at and shift.starts_at < one.ends_at
        for one in others
    )


def _span(day: date, times: Times, zone: str, *, now: datetime) -> tuple[datetime, datetime]:
    if abs(day - now.astimezone(ZoneInfo(zone)).date()) > FARTHEST:
        raise Fault("days", "day_too_far")
    if times.start == times.end:
        raise Fault("end", "shift_without_length")
    try:
        return times.on(day, zone)
    except NoSuchTime as error:
        raise Fault("start" if error.at == times.start else "end", "no_such_time", day=day, at=error.at) from error


async def _check_person(session: AsyncSession, team: Team, user_id: UUID) -> None:
    if user_id not in {user.id for user in await planned_people(session, team.id)}:
        raise Fault("user_id", "not_in_team")


async def _check_free(
    session: AsyncSession,
    team_id: UUID,
    user_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    *,
    but: UUID | None = None,
) -> None:
    """In this team; a person may work for two at once."""
    wanted = select(Shift).where(
        Shift.team_id == team_id, Shift.user_id == user_id, Shift.starts_at < ends_at, Shift.ends_at > starts_at
    )
    if but is not None:
        wanted = wanted.where(Shift.id != but)
    other = await session.scalar(wanted.order_by(Shift.starts_at).limit(1))
    if other is not None:
        raise Fault("start", "shift_overlaps", starts_at=other.starts_at, ends_at=other.ends_at)


async def _flush(session: AsyncSession) -> None:
    try:
        await session.flush()
    except IntegrityError as error:
        raise Fault("start", "shift_meanwhile") from error

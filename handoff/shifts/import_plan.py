"""A plan from a file: first looked through, then written, all or nothing.

It replaces what was planned for the teams that it names on the days that it names.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.auditing import audit_row
from handoff.models import Institution, Shift, Team, User
from handoff.people import Fault
from handoff.shifts.file import LineFault, Row
from handoff.shifts.looking_up import planned_people
from handoff.shifts.planning import FARTHEST
from handoff.shifts.times import NoSuchTime


@dataclass(frozen=True, slots=True)
class Replaced:
    """Of one team: how many shifts go and come."""

    team: Team
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Import:
    """What would be written, or is wrong; nothing is written while there are `faults`."""

    shifts: tuple[Shift, ...]
    days: tuple[date, ...]
    replaced: tuple[Replaced, ...]
    former: tuple[UUID, ...]
    faults: tuple[LineFault, ...]


async def check_import(
    session: AsyncSession,
    rows: Sequence[Row],
    *,
    institution: Institution,
    led: frozenset[UUID],
    now: datetime,
) -> Import:
    """`led`: the teams whose plan may be written."""
    teams = {
        team.slug.casefold(): team
        for team in await session.scalars(select(Team).where(Team.institution_id == institution.id))
    }
    named = {row.team for row in rows if row.team in teams and teams[row.team].id in led}
    people = {slug: await _people(session, teams[slug]) for slug in named}
    shifts, faults = list[Shift](), list[LineFault]()
    lines: dict[UUID, int] = {}
    for row in rows:
        made = _shift(row, teams, people, led, institution.zone, now=now)
        if isinstance(made, LineFault):
            faults.append(made)
        else:
            shifts.append(made)
            lines[made.id] = row.line
    faults += _doubled(shifts, lines)
    days = tuple(sorted({row.day for row in rows}))
    wanted = [teams[slug] for slug in sorted(named)]
    former = await _former(session, wanted, days, institution.zone)
    faults += await _neighbours(session, shifts, lines, former)
    replaced = tuple(
        Replaced(
            team,
            sum(one.team_id == team.id for one in former),
            sum(one.team_id == team.id for one in shifts),
        )
        for team in wanted
    )
    ids = tuple(one.id for one in former)
    return Import(tuple(shifts), days, replaced, ids, tuple(sorted(faults, key=lambda fault: fault.line)))


async def write_import(session: AsyncSession, plan: Import, *, institution_id: UUID, by: User, now: datetime) -> None:
    """Raises Fault if somebody has planned in the meantime what it doesn't fit."""
    assert not plan.faults
    await session.execute(delete(Shift).where(Shift.id.in_(plan.former)))
    session.add_all(plan.shifts)
    try:
        await session.flush()
    except IntegrityError as error:
        raise Fault("file", "shift_meanwhile") from error
    first, last = plan.days[0].isoformat(), plan.days[-1].isoformat()
    for one in plan.replaced:
        before = {"shifts": one.before}
        after = {"shifts": one.after, "first_day": first, "last_day": last}
        session.add(audit_row(institution_id, "import_shifts", f"team:{one.team.id}", before, after, by, now))
    await session.flush()


async def _people(session: AsyncSession, team: Team) -> dict[str, UUID]:
    return {user.email.casefold(): user.id for user in await planned_people(session, team.id)}


def _shift(
    row: Row,
    teams: dict[str, Team],
    people: dict[str, dict[str, UUID]],
    led: frozenset[UUID],
    zone: str,
    *,
    now: datetime,
) -> Shift | LineFault:
    team = teams.get(row.team)
    if team is None:
        return LineFault(row.line, "no_team", {"given": row.team, "teams": ", ".join(sorted(teams))})
    if team.id not in led:
        return LineFault(row.line, "team_of_others", {"given": row.team})
    user_id = people[row.team].get(row.email)
    if user_id is None:
        return LineFault(row.line, "nobody", {"given": row.email, "team": team.name})
    if abs(row.day - now.astimezone(ZoneInfo(zone)).date()) > FARTHEST:
        return LineFault(row.line, "too_far", {"given": row.day})
    try:
        starts_at, ends_at = row.times.on(row.day, zone)
    except NoSuchTime as error:
        return LineFault(row.line, "no_such_time", {"given": f"{error.at:%H:%M}", "day": error.day})
    return Shift(
        id=uuid4(),
        institution_id=team.institution_id,
        team_id=team.id,
        user_id=user_id,
        starts_at=starts_at,
        ends_at=ends_at,
    )


def _doubled(shifts: Sequence[Shift], lines: dict[UUID, int]) -> list[LineFault]:
    """Of one person in one team at one time."""
    found = []
    last: dict[tuple[UUID, UUID], Shift] = {}
    for one in sorted(shifts, key=lambda shift: (shift.starts_at, lines[shift.id])):
        before = last.get((one.team_id, one.user_id))
        if before is not None and before.ends_at > one.starts_at:
            first, second = sorted((lines[before.id], lines[one.id]))
            found.append(LineFault(second, "doubled", {"other": first}))
        if before is None or one.ends_at > before.ends_at:
            last[one.team_id, one.user_id] = one
    return found


async def _former(session: AsyncSession, teams: Sequence[Team], days: Sequence[date], zone: str) -> Sequence[Shift]:
    """All of these teams that begin on one of these days, whoever they are of."""
    if not days:
        return ()
    there = ZoneInfo(zone)
    start = datetime.combine(days[0], time.min, there)
    end = datetime.combine(days[-1] + timedelta(days=1), time.min, there)
    wanted = select(Shift).where(
        Shift.team_id.in_([team.id for team in teams]), Shift.starts_at >= start, Shift.starts_at < end
    )
    chosen = set(days)
    return [one for one in await session.scalars(wanted) if one.starts_at.astimezone(there).date() in chosen]


async def _neighbours(
    session: AsyncSession, shifts: Sequence[Shift], lines: dict[UUID, int], former: Sequence[Shift]
) -> list[LineFault]:
    """What stays, as a night that began the day before the file's first, may be in the way."""
    if not shifts:
        return []
    gone = {one.id for one in former}
    first, last = min(one.starts_at for one in shifts), max(one.ends_at for one in shifts)
    staying = [
        one
        for one in await session.scalars(
            select(Shift).where(
                Shift.team_id.in_({shift.team_id for shift in shifts}),
                Shift.starts_at > first.astimezone(UTC) - timedelta(hours=25),
                Shift.starts_at < last,
                Shift.ends_at > first,
            )
        )
        if one.id not in gone
    ]
    return [
        LineFault(lines[shift.id], "meets_former")
        for shift in shifts
        if any(
            (one.team_id, one.user_id) == (shift.team_id, shift.user_id)
            and one.starts_at < shift.ends_at
            and shift.starts_at < one.ends_at
            for one in staying
        )
    ]

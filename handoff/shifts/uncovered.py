"""Hours of a team that nobody covers: as the plan shows them, and told to its leads ahead of time."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import delete, exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.absences import absences_between
from handoff.covering import Gap, gaps
from handoff.hours import Hours
from handoff.models import GapWarning, Institution, Membership, Role, Shift, Team, User
from handoff.presence import GONE_AFTER
from handoff.shifts.looking_up import shifts_between
from handoff.shifts.weeks import Week

log = structlog.get_logger()

# Today and the next two.
DAYS_AHEAD = 3
KEPT = timedelta(days=7)


async def uncovered(
    session: AsyncSession, team: Team, institution: Institution, *, start: datetime, end: datetime
) -> tuple[Gap, ...]:
    """Of the team's hours between these two, in weeks that have a plan. Raises ValueError for unreadable hours."""
    zone = institution.zone
    first, last = (Week.of(moment.astimezone(ZoneInfo(zone)).date()) for moment in (start, end))
    shifts = await shifts_between(session, [team.id], start=first.span(zone)[0], end=last.span(zone)[1])
    away = await absences_between(session, {one.user_id for one in shifts}, start=start, end=end)
    planned = {Week.of(one.starts_at.astimezone(ZoneInfo(zone)).date()) for one in shifts}
    hours = Hours(team.hours, institution.state, zone)
    # The hours of a night belong to the day on which it begins.
    days = _days(start.astimezone(ZoneInfo(zone)).date() - timedelta(days=1), end.astimezone(ZoneInfo(zone)).date())
    opening = [span for day in days if Week.of(day) in planned for span in hours.spans(day)]
    return tuple(_within(gap, start, end) for gap in gaps(opening, shifts, away) if gap.end > start and gap.start < end)


async def warn_of_gaps(session: AsyncSession, *, now: datetime) -> list[UUID]:
    """Each lead who is at the desk, once a day and team, if somebody will be missing today or in the next two days.

    Returns the leads who are told.
    """
    await session.execute(delete(GapWarning).where(GapWarning.day < (now - KEPT).date()))
    told: list[UUID] = []
    for team, institution, leads in await _led(session, now=now):
        there = ZoneInfo(institution.zone)
        day = now.astimezone(there).date()
        end = datetime.combine(day + timedelta(days=DAYS_AHEAD), time.min, there)
        try:
            missing = await uncovered(session, team, institution, start=now, end=end)
        except ValueError:
            log.warning("a team's hours can't be read", team=str(team.id))
            continue
        for lead in leads if missing else ():
            row = insert(GapWarning).values(team_id=team.id, user_id=lead, day=day, at=now).on_conflict_do_nothing()
            if (await session.execute(row.returning(GapWarning.user_id))).first() is not None:
                told.append(lead)
    return told


async def _led(session: AsyncSession, *, now: datetime) -> Sequence[tuple[Team, Institution, list[UUID]]]:
    """Teams with a shift near these days, and their leads at the desk who have not been told today."""
    near = (Shift.starts_at > now - timedelta(weeks=1), Shift.starts_at < now + timedelta(days=DAYS_AHEAD, weeks=1))
    rows = await session.execute(
        select(Team, Institution, Membership.user_id)
        .join(Institution, Institution.id == Team.institution_id)
        .join(Membership, Membership.team_id == Team.id)
        .join(User, User.id == Membership.user_id)
        .where(Membership.role == Role.LEAD, User.disabled_at.is_(None), User.seen_at > now - GONE_AFTER)
        .where(exists().where(Shift.team_id == Team.id, *near))
        .order_by(Team.id, Membership.user_id)
    )
    found: dict[UUID, tuple[Team, Institution, list[UUID]]] = {}
    warned = await _warned(session, now=now)
    for team, institution, lead in rows:
        day = now.astimezone(ZoneInfo(institution.zone)).date()
        if (team.id, lead, day) not in warned:
            found.setdefault(team.id, (team, institution, []))[2].append(lead)
    return list(found.values())


async def _warned(session: AsyncSession, *, now: datetime) -> set[tuple[UUID, UUID, date]]:
    lately = select(GapWarning).where(GapWarning.day > (now - timedelta(days=2)).date())
    return {(one.team_id, one.user_id, one.day) for one in await session.scalars(lately)}


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]


def _within(gap: Gap, start: datetime, end: datetime) -> Gap:
    return Gap(max(gap.start, start), min(gap.end, end), gap.away)

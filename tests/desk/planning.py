"""Shifts and absences as the tests put them into the database, by the clocks of Berlin."""

from datetime import date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from handoff.models import Absence, Shift, Team

BERLIN = ZoneInfo("Europe/Berlin")


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


async def shift(world, who, start, end, *, team="musterstadt/service"):
    """From and until as "2026-11-23 08:00"."""
    made = Shift(
        id=uuid4(),
        institution_id=world.institutions[team.partition("/")[0]],
        team_id=world.teams[team],
        user_id=world.users[who],
        starts_at=local(start),
        ends_at=local(end),
    )
    async with world.sessions.begin() as session:
        session.add(made)
    return made.id


async def absence(world, who, first, last=None, *, deputy=None, times=None, institution="musterstadt"):
    """Days as "2026-11-23"; times as a pair of "10:00"."""
    first, last = date.fromisoformat(first), date.fromisoformat(last or first)
    from_time, until_time = (time.fromisoformat(one) for one in times) if times else (None, None)
    made = Absence(
        id=uuid4(),
        institution_id=world.institutions[institution],
        user_id=world.users[who],
        deputy_id=world.users[deputy] if deputy else None,
        first_day=first,
        last_day=last,
        from_time=from_time,
        until_time=until_time,
        starts_at=datetime.combine(first, from_time or time.min, BERLIN),
        ends_at=datetime.combine(last, until_time, BERLIN)
        if until_time
        else datetime.combine(last + timedelta(days=1), time.min, BERLIN),
    )
    async with world.sessions.begin() as session:
        session.add(made)
    return made.id


async def set_hours(world, hours, *, team="musterstadt/service"):
    async with world.sessions.begin() as session:
        (await session.get_one(Team, world.teams[team])).hours = hours

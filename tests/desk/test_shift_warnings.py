"""Hours that nobody covers are told to the team's leads ahead of time: once a day, when they are at the desk."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from handoff import timers
from handoff.models import GapWarning, Role, User
from handoff.shifts import warn_of_gaps

from .planning import BERLIN, absence, local, set_hours, shift
from .test_stream import listening

SERVICE = "musterstadt/service"


@pytest.fixture
async def planned(world, clock):
    """Monday to Friday by Anna, of whom Wednesday is the day after tomorrow; Carla is at the desk."""
    await set_hours(world, "Mo-Fr 08:00-18:00; PH off; Dec 24 off; Dec 31 off")
    for day in range(23, 28):
        await shift(world, "anna", f"2026-11-{day} 08:00", f"2026-11-{day} 18:00")
    await seen(world, "carla", clock())


async def seen(world, who, at):
    async with world.sessions.begin() as session:
        (await session.get_one(User, world.users[who])).seen_at = at


async def warn(world, now):
    async with world.sessions.begin() as session:
        told = await warn_of_gaps(session, now=now)
    return [who for user in told for who, known in world.users.items() if known == user]


async def test_with_everything_covered_nobody_is_warned(world, clock, planned):
    assert await warn(world, clock()) == []


async def test_today_and_the_next_two_days_are_told_and_later_ones_not_yet(world, clock, planned):
    await absence(world, "anna", "2026-11-26")

    assert await warn(world, clock()) == []
    clock.now += timedelta(days=1)
    await seen(world, "carla", clock())
    assert await warn(world, clock()) == ["carla"]


async def test_once_a_day(world, clock, planned):
    await absence(world, "anna", "2026-11-25")

    told = [await warn(world, clock()), await warn(world, clock() + timedelta(seconds=30))]
    clock.now += timedelta(days=1)
    await seen(world, "carla", clock())
    told.append(await warn(world, clock()))

    assert told == [["carla"], [], ["carla"]]


async def test_a_day_is_the_institutions(world, clock, planned):
    await absence(world, "anna", "2026-11-25")
    times = [local("2026-11-23 23:59"), local("2026-11-24 00:00")]

    told = []
    for now in times:
        await seen(world, "carla", now)
        told.append(await warn(world, now))

    assert told == [["carla"], ["carla"]]


async def test_who_is_not_at_the_desk_is_told_when_he_comes(world, clock, planned):
    await absence(world, "anna", "2026-11-25")
    await seen(world, "carla", clock() - timedelta(hours=3))

    assert await warn(world, clock()) == []
    await seen(world, "carla", clock())
    assert await warn(world, clock()) == ["carla"]


async def test_what_is_over_today_and_a_team_without_a_plan_warn_of_nothing(world, clock, planned):
    await absence(world, "anna", "2026-11-23", times=("08:00", "10:00"))
    await set_hours(world, "24/7", team="musterstadt/ebanking")
    await world.promote("carla", "musterstadt", {"ebanking": Role.LEAD})

    assert await warn(world, clock()) == []


async def test_the_day_after_a_planned_week_is_no_gap_while_it_has_no_plan(world, clock, planned):
    await set_hours(world, "Mo-Su 08:00-18:00")
    await shift(world, "anna", "2026-11-28 08:00", "2026-11-28 18:00")
    await shift(world, "anna", "2026-11-29 08:00", "2026-11-29 18:00")
    sunday = local("2026-11-29 12:00")
    await seen(world, "carla", sunday)

    assert await warn(world, sunday) == []


async def test_holidays_and_the_24_of_december_leave_no_gap(world):
    await set_hours(world, "Mo-Fr 08:00-18:00; PH off; Dec 24 off; Dec 31 off")
    for day in (21, 22, 23):
        await shift(world, "anna", f"2026-12-{day} 08:00", f"2026-12-{day} 18:00")
    now = local("2026-12-22 09:00")
    await seen(world, "carla", now)

    assert await warn(world, now) == []
    await set_hours(world, "Mo-Fr 08:00-18:00; PH off; Dec 24 08:00-12:00; Dec 31 off")
    assert await warn(world, now) == ["carla"]


@pytest.mark.parametrize(
    ("night", "hours"), [("2026-03-28", "22:00-06:00"), ("2026-10-24", "22:00-06:00"), ("2027-03-27", "22:00-06:00")]
)
async def test_a_night_of_a_change_of_the_clocks_is_covered_by_its_clock_times(world, night, hours):
    await set_hours(world, f"Sa {hours}")
    day = datetime.fromisoformat(night)
    after = (day + timedelta(days=1)).date().isoformat()
    await shift(world, "anna", f"{night} 22:00", f"{after} 06:00")
    now = day.replace(hour=12, tzinfo=BERLIN)
    await seen(world, "carla", now)

    assert await warn(world, now) == []
    await absence(world, "anna", after)
    assert await warn(world, now) == ["carla"]


async def test_agents_and_leads_of_other_teams_are_not_told(world, clock, planned):
    await world.hire("lars", "Lars Leitung", Role.LEAD, team="ebanking")
    await absence(world, "anna", "2026-11-25")
    for who in ("anna", "bernd", "lars"):
        await seen(world, who, clock())

    assert await warn(world, clock()) == ["carla"]


async def test_what_was_told_long_ago_is_forgotten(world, clock, planned):
    await absence(world, "anna", "2026-11-25")
    await warn(world, clock())
    later = clock() + timedelta(days=10)

    await warn(world, later)

    assert await world.all(select(GapWarning.day)) == []


async def test_the_notice_comes_to_the_leads_open_page_and_leads_to_the_plan(
    carla, anna, world, realtime, clock, planned
):
    await absence(world, "anna", "2026-11-25")
    async with listening(carla) as at_carlas, listening(anna) as at_annas:
        await at_carlas.next('target="mine"')
        await at_annas.next('target="mine"')
        clock.now += timedelta(seconds=5)
        async with world.sessions.begin() as session:
            told = await warn_of_gaps(session, now=clock())
        await realtime.publish(told)
        event = await at_carlas.next('target="notices"')
        silent = await at_annas.silent('target="notices"')

    assert "In den nächsten Tagen ist eine Servicezeit nicht besetzt" in event
    assert f"/desk/shifts?team={world.teams[SERVICE]}" in event and ">service<" in event
    assert silent


async def test_the_workers_timer_looks_after_it(carla, world, realtime, clock, planned, monkeypatch):
    monkeypatch.setattr(timers, "EVERY", 0.1)
    await absence(world, "anna", "2026-11-25")
    async with listening(carla) as stream:
        await stream.next('target="mine"')
        clock.now += timedelta(seconds=5)
        keeping = asyncio.create_task(timers.keep(world.sessions, clock=clock, realtime=realtime, vault=world.vault))
        event = await stream.next('target="notices"')
        keeping.cancel()

    assert "nicht besetzt" in event


async def test_a_lead_who_silences_it_hears_nothing(carla, world, realtime, clock, planned):
    await absence(world, "anna", "2026-11-25")
    await carla.get("/desk")
    await carla.post("/desk/notices", wanted=["waiting", "sound"])
    async with listening(carla) as stream:
        await stream.next('target="mine"')
        clock.now += timedelta(seconds=5)
        async with world.sessions.begin() as session:
            told = await warn_of_gaps(session, now=clock())
        await realtime.publish(told)

        assert told and await stream.silent('target="notices"')

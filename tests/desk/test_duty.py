"""Who is on duty and who is away now, as routing asks."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from handoff.models import Institution, Role, User
from handoff.shifts import absent, on_duty

from .planning import absence, local, shift

SERVICE, EBANKING = "musterstadt/service", "musterstadt/ebanking"


@pytest.fixture
def duty(world):
    async def ask(now, *teams):
        ids = {team: world.teams[team] for team in teams or (SERVICE,)}
        async with world.sessions() as session:
            found = await on_duty(session, team_ids=list(ids.values()), now=local(now))
        names = {user_id: who for who, user_id in world.users.items()}
        said = {team: None if found[key] is None else {names[user] for user in found[key]} for team, key in ids.items()}
        return said if teams else said[SERVICE]

    return ask


async def test_a_team_without_a_plan_for_this_week_has_none(world, duty):
    await shift(world, "anna", "2026-11-30 08:00", "2026-11-30 16:00")

    assert await duty("2026-11-23 10:00") is None
    assert await duty("2026-12-06 23:59") == set()
    assert await duty("2026-12-07 00:00") is None


async def test_from_the_first_minute_to_the_last(world, duty):
    await shift(world, "anna", "2026-11-23 08:00", "2026-11-23 16:00")
    await shift(world, "bernd", "2026-11-23 16:00", "2026-11-23 20:00")

    at = {moment: await duty(f"2026-11-23 {moment}") for moment in ("07:59", "08:00", "15:59", "16:00", "20:00")}

    assert at == {"07:59": set(), "08:00": {"anna"}, "15:59": {"anna"}, "16:00": {"bernd"}, "20:00": set()}


async def test_each_team_is_answered_for_itself(world, duty):
    await shift(world, "anna", "2026-11-23 08:00", "2026-11-23 16:00")
    await shift(world, "anna", "2026-11-24 08:00", "2026-11-24 16:00", team=EBANKING)

    found = await duty("2026-11-23 10:00", SERVICE, EBANKING, "neubeispiel/service")

    assert found == {SERVICE: {"anna"}, EBANKING: set(), "neubeispiel/service": None}


async def test_the_night_from_sunday_is_on_duty_in_the_new_week_but_makes_no_plan_of_it(world, duty):
    await shift(world, "anna", "2026-11-22 22:00", "2026-11-23 06:00")

    assert await duty("2026-11-22 23:00") == {"anna"}
    assert await duty("2026-11-23 03:00") is None
    await shift(world, "bernd", "2026-11-25 08:00", "2026-11-25 16:00")
    assert await duty("2026-11-23 03:00") == {"anna"}


@pytest.mark.parametrize(
    ("night", "within", "after"),
    [
        (("2026-10-24 22:00", "2026-10-25 06:00"), "2026-10-25 05:59", "2026-10-25 06:00"),
        (("2026-03-28 22:00", "2026-03-29 06:00"), "2026-03-29 05:59", "2026-03-29 06:00"),
        (("2026-12-31 22:00", "2027-01-01 06:00"), "2027-01-01 00:00", "2027-01-01 06:00"),
    ],
)
async def test_a_night_keeps_its_clock_times(world, duty, night, within, after):
    await shift(world, "anna", *night)

    assert await duty(within) == {"anna"}
    assert await duty(after) == set()


async def test_weeks_are_those_of_the_institutions_own_clocks(world, duty):
    async with world.sessions.begin() as session:
        (await session.get_one(Institution, world.institutions["musterstadt"])).zone = "Pacific/Auckland"
    await shift(world, "anna", "2026-11-22 20:00", "2026-11-22 23:00")

    assert await duty("2026-11-22 12:00:00") == set()
    assert await duty("2026-11-22 11:59:59") is None


async def test_who_has_left_or_may_not_log_in_is_not_on_duty(world, clock, duty):
    await world.hire("gabi", "Gabi Gegangen", Role.AGENT)
    await shift(world, "gabi", "2026-11-23 08:00", "2026-11-23 16:00")
    await shift(world, "bernd", "2026-11-23 08:00", "2026-11-23 16:00")
    async with world.sessions.begin() as session:
        (await session.get_one(User, world.users["bernd"])).disabled_at = clock()
        await session.execute(text("DELETE FROM memberships WHERE user_id = :id"), {"id": world.users["gabi"]})

    assert await duty("2026-11-23 10:00") == set()


async def test_who_is_asked_for_no_team_answers_nothing(world):
    async with world.sessions() as session:
        assert await on_duty(session, team_ids=[], now=local("2026-11-23 10:00")) == {}
        assert await absent(session, user_ids=[], now=local("2026-11-23 10:00")) == frozenset()


async def test_who_is_away_at_this_moment(world):
    await absence(world, "anna", "2026-11-23", "2026-11-24")
    await absence(world, "bernd", "2026-11-23", times=("10:00", "12:00"))
    await absence(world, "carla", "2026-11-25")

    async def away(now, *who):
        async with world.sessions() as session:
            found = await absent(session, user_ids=[world.users[one] for one in who], now=local(now))
        return {one for one in who if world.users[one] in found}

    everybody = ("anna", "bernd", "carla")
    assert await away("2026-11-23 00:00", *everybody) == {"anna"}
    assert await away("2026-11-23 10:00", *everybody) == {"anna", "bernd"}
    assert await away("2026-11-23 12:00", *everybody) == {"anna"}
    assert await away("2026-11-23 10:00", "bernd") == {"bernd"}
    assert await away("2026-11-25 00:00", *everybody) == {"carla"}


async def test_both_are_read_by_index(world, clock):
    """With years of plans and absences behind."""
    team = {"team": world.teams[SERVICE], "house": world.institutions["musterstadt"], "user": world.users["anna"]}
    async with world.sessions.begin() as session:
        await session.execute(
            text("""
                INSERT INTO shifts (id, institution_id, team_id, user_id, starts_at, ends_at)
                SELECT gen_random_uuid(), :house, :team, :user, at, at + interval '8 hours'
                FROM generate_series(timestamptz '2016-01-01', timestamptz '2026-12-31', interval '1 day') AS at
            """),
            team,
        )
        await session.execute(
            text("""
                INSERT INTO absences (id, institution_id, user_id, first_day, last_day, starts_at, ends_at)
                SELECT gen_random_uuid(), :house, :user, at, at, at, at + interval '1 day'
                FROM generate_series(timestamptz '2016-01-01', timestamptz '2026-12-31', interval '1 day') AS at
            """),
            team,
        )
        await session.execute(text("ANALYZE shifts"))
        await session.execute(text("ANALYZE absences"))
    async with world.sessions() as session:
        statistics = "SELECT relname, seq_scan FROM pg_stat_xact_user_tables WHERE relname IN ('shifts', 'absences')"
        before = dict((await session.execute(text(statistics))).all())
        await on_duty(session, team_ids=[world.teams[SERVICE]], now=clock() + timedelta(hours=1))
        await absent(session, user_ids=[world.users["anna"]], now=clock())
        after = dict((await session.execute(text(statistics))).all())

    assert before == after and after.keys() == {"shifts", "absences"}

"""The second lock on plans and absences: what PostgreSQL itself shows and takes, whatever the page asks for."""

from uuid import uuid4

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError

from handoff.access import RIGHTS, Right
from handoff.models import Absence, GapWarning, Membership, Role, Shift
from handoff.row_security import locked, seen_by

from .cast import hire_everyone
from .planning import absence, local, shift

SERVICE, EBANKING = "musterstadt/service", "musterstadt/ebanking"


@pytest.fixture
def as_user(world):
    sessions = locked(world.sessions)

    async def ask(who, statement):
        with seen_by(world.users[who] if who else uuid4()):
            async with sessions.begin() as session:
                return list(await session.scalars(statement))

    return ask


@pytest.fixture
def changed_by(world):
    """How many rows a statement reaches; to be refused is none."""
    sessions = locked(world.sessions)

    async def changed_by(who, statement):
        with seen_by(world.users[who]):
            try:
                async with sessions.begin() as session:
                    return (await session.execute(statement)).rowcount
            except DBAPIError as error:
                assert "row-level security" in str(error) or "permission denied" in str(error)
                return 0

    return changed_by


@pytest.mark.parametrize("right", [Right.SHIFTS, Right.PLANNING])
async def test_the_rights_in_the_database_are_those_of_the_first_lock(world, as_user, password_hash, right):
    await hire_everyone(world, password_hash)

    for role in Role:
        where = await as_user(f"{role.value}@musterstadt", select(func.desk_where(right.value)))
        assert bool(where) == (right in RIGHTS[role]), role


async def test_a_plan_is_seen_by_its_team(world, as_user):
    ours = await shift(world, "anna", "2026-11-24 08:00", "2026-11-24 16:00")
    other = await shift(world, "anna", "2026-11-24 08:00", "2026-11-24 16:00", team=EBANKING)
    foreign = await shift(world, "dora", "2026-11-24 08:00", "2026-11-24 16:00", team="neubeispiel/service")

    seen = {who: set(await as_user(who, select(Shift.id))) for who in ("anna", "bernd", "xaver", "carla", "dora")}

    assert seen == {"anna": {ours, other}, "bernd": {ours}, "xaver": {ours}, "carla": {ours}, "dora": {foreign}}
    assert await as_user("adam", select(Shift.id)) == await as_user(None, select(Shift.id)) == []


async def test_only_its_lead_changes_a_plan(world, changed_by):
    await shift(world, "anna", "2026-11-24 08:00", "2026-11-24 16:00")
    await shift(world, "anna", "2026-11-24 08:00", "2026-11-24 16:00", team=EBANKING)

    earlier = update(Shift).values(starts_at=local("2026-11-24 07:00"))
    changed = {who: await changed_by(who, earlier) for who in ("anna", "xaver", "adam", "nora", "carla")}
    moved = await changed_by("carla", update(Shift).values(team_id=world.teams[EBANKING]))
    gone = {who: await changed_by(who, delete(Shift)) for who in ("anna", "adam", "carla")}

    assert changed == {"anna": 0, "xaver": 0, "adam": 0, "nora": 0, "carla": 1}
    assert moved == 0
    assert gone == {"anna": 0, "adam": 0, "carla": 1}


async def test_an_absence_is_seen_by_colleagues(world, as_user):
    ours, foreign = (
        await absence(world, "anna", "2026-12-01"),
        await absence(world, "dora", "2026-12-01", institution="neubeispiel"),
    )

    assert await as_user("xaver", select(Absence.id)) == await as_user("adam", select(Absence.id)) == [ours]
    assert await as_user("dora", select(Absence.id)) == [foreign]
    assert await as_user(None, select(Absence.id)) == []


async def test_an_absence_is_changed_by_whose_it_is_his_lead_and_an_administrator(world, changed_by):
    await absence(world, "anna", "2026-12-01")
    change = update(Absence).values(deputy_id=world.users["bernd"])

    changed = {who: await changed_by(who, change) for who in ("anna", "carla", "adam", "bernd", "xaver", "nora")}

    assert changed == {"anna": 1, "carla": 1, "adam": 1, "bernd": 0, "xaver": 0, "nora": 0}


async def test_a_lead_reaches_who_works_in_his_team_alone(world, changed_by):
    await world.hire("erna", "Erna Banking", Role.AGENT, team="ebanking")
    await absence(world, "erna", "2026-12-01")

    assert await changed_by("carla", delete(Absence)) == 0
    await world.promote("carla", "musterstadt", {"ebanking": Role.LEAD})
    assert await changed_by("carla", delete(Absence)) == 1


async def test_who_leads_no_more_plans_no_more(world, changed_by):
    await shift(world, "anna", "2026-11-24 08:00", "2026-11-24 16:00")
    async with world.sessions.begin() as session:
        await session.execute(
            update(Membership).where(Membership.user_id == world.users["carla"]).values(role=Role.AGENT)
        )

    assert await changed_by("carla", delete(Shift)) == 0


async def test_a_warning_is_its_leads_and_nobody_writes_one(world, as_user, changed_by, clock):
    async with world.sessions.begin() as session:
        session.add(
            GapWarning(team_id=world.teams[SERVICE], user_id=world.users["carla"], day=clock().date(), at=clock())
        )

    assert len(await as_user("carla", select(GapWarning.day))) == 1
    assert await as_user("anna", select(GapWarning.day)) == []
    assert await changed_by("carla", delete(GapWarning)) == 0

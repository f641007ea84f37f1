"""Absences and deputies, through the front door: by oneself, by one's lead, by an administrator, and by nobody else."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from handoff.absences import stands_in_now
from handoff.models import Absence, Audit, Role, User

from .planning import absence

PATH = "/desk/absences"


def of(world, who):
    return f"/desk/people/{world.users[who]}/absences"


async def enter(browser, world, who, **fields):
    await browser.get(PATH)
    return await browser.post(of(world, who), **fields)


async def absences_of(world, who):
    return await world.all(select(Absence).where(Absence.user_id == world.users[who]).order_by(Absence.starts_at))


async def test_somebody_enters_when_he_is_away_and_who_stands_in(anna, world):
    bernd = str(world.users["bernd"])
    answer = await enter(anna, world, "anna", first_day="2026-12-01", last_day="2026-12-05", deputy_id=bernd)

    [one] = await absences_of(world, "anna")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PATH}?saved=1")
    assert (one.first_day, one.last_day) == (date(2026, 12, 1), date(2026, 12, 5))
    assert (one.starts_at, one.ends_at) == (
        datetime(2026, 11, 30, 23, tzinfo=UTC),
        datetime(2026, 12, 5, 23, tzinfo=UTC),
    )
    page = (await anna.get(PATH)).text
    assert "1.–5. Dez. 2026" in page and "Vertretung: Bernd Beispiel" in page


async def test_the_deputy_sees_for_whom_he_stands_in(anna, bernd, world):
    await absence(world, "anna", "2026-12-01", deputy="bernd")

    page = (await bernd.get(PATH)).text
    assert "You stand in for" in page and "Anna Agentin" in page and "1 Dec 2026" in page


async def test_a_part_of_a_day(anna, world):
    await enter(anna, world, "anna", first_day="2026-11-24", from_time="10:00", until_time="12:30")

    [one] = await absences_of(world, "anna")
    assert (one.starts_at, one.ends_at) == (
        datetime(2026, 11, 24, 9, tzinfo=UTC),
        datetime(2026, 11, 24, 11, 30, tzinfo=UTC),
    )
    assert "24. Nov. 2026, 10:00–12:30" in (await anna.get(PATH)).text


@pytest.mark.parametrize(
    ("day", "hours"), [("2027-03-28", 23), ("2027-10-31", 25), ("2028-02-29", 24), ("2026-12-24", 24)]
)
async def test_a_day_is_as_long_as_the_clocks_make_it(anna, world, day, hours):
    await enter(anna, world, "anna", first_day=day)

    [one] = await absences_of(world, "anna")
    assert (one.ends_at - one.starts_at).total_seconds() == hours * 3600


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Bitte füllen Sie dieses Feld aus"),
        ({"first_day": "2026-02-29"}, "Bitte prüfen Sie diese Angabe"),
        ({"first_day": "2026-12-05", "last_day": "2026-12-01"}, "Der letzte Tag liegt vor dem ersten"),
        ({"first_day": "2026-11-22"}, "Das liegt in der Vergangenheit"),
        ({"first_day": "2026-12-01", "last_day": "2028-12-01"}, "höchstens ein Jahr"),
        ({"first_day": "9999-12-31"}, "mehr als zwei Jahre"),
        ({"first_day": "0001-01-01"}, "mehr als zwei Jahre"),
        ({"first_day": "2026-12-01", "from_time": "10:00"}, "Hier fehlt eine Uhrzeit"),
        ({"first_day": "2026-12-01", "from_time": "12:00", "until_time": "10:00"}, "Das Ende liegt vor dem Anfang"),
        (
            {"first_day": "2026-12-01", "last_day": "2026-12-02", "from_time": "10:00", "until_time": "12:00"},
            "nur bei einem einzigen Tag",
        ),
    ],
)
async def test_what_makes_no_sense_is_refused_with_a_sentence(anna, world, fields, words):
    answer = await enter(anna, world, "anna", **fields)

    assert answer.status_code == 422 and words in answer.text
    assert await absences_of(world, "anna") == []


async def test_nobody_is_away_twice_at_once(anna, world):
    await absence(world, "anna", "2026-12-01", "2026-12-05")

    answer = await enter(anna, world, "anna", first_day="2026-12-05", last_day="2026-12-08")
    after = await enter(anna, world, "anna", first_day="2026-12-06", last_day="2026-12-08")

    assert answer.status_code == 422
    assert "schon eine Abwesenheit eingetragen: 1.–5. Dez. 2026" in answer.text
    assert after.status_code == 303


async def test_nobody_stands_in_for_himself(anna, world):
    answer = await enter(anna, world, "anna", first_day="2026-12-01", deputy_id=str(world.users["anna"]))

    assert answer.status_code == 422 and "Niemand kann sich selbst vertreten" in answer.text


async def test_a_circle_is_refused_by_saying_who_stands_in_for_whom_when(anna, world):
    await absence(world, "bernd", "2026-12-03", "2026-12-04", deputy="carla")
    await absence(world, "carla", "2026-12-01", "2026-12-08", deputy="anna")

    fields = {"last_day": "2026-12-05", "deputy_id": str(world.users["bernd"])}
    answer = await enter(anna, world, "anna", first_day="2026-12-01", **fields)
    later = await enter(anna, world, "anna", first_day="2026-12-05", **fields)

    assert answer.status_code == 422
    assert "Bernd Beispiel vertritt Anna Agentin (1.–5. Dez. 2026)" in answer.text
    assert "Carla Leitung vertritt Bernd Beispiel (3.–4. Dez. 2026)" in answer.text
    assert "Anna Agentin vertritt Carla Leitung (1.–8. Dez. 2026)" in answer.text
    assert later.status_code == 303


async def test_a_deputy_who_is_away_is_told_of_and_allowed(anna, world):
    await absence(world, "bernd", "2026-12-03", deputy="carla")
    await enter(
        anna,
        world,
        "anna",
        first_day="2026-12-01",
        last_day="2026-12-05",
        deputy_id=str(world.users["bernd"]),
    )

    assert "Bernd Beispiel fehlt selbst: 3. Dez. 2026. Dann vertritt: Carla Leitung." in (await anna.get(PATH)).text


async def test_an_advisors_deputy_works_in_the_same_house(browser_of, world):
    await world.hire("bea", "Bea Beratung", Role.ADVISOR)
    await world.promote("anna", "neubeispiel", {"service": Role.AGENT})
    bea = await browser_of("bea")

    offered = (await bea.get(PATH)).text
    foreign = await enter(bea, world, "bea", first_day="2026-12-01", deputy_id=str(world.users["dora"]))
    administrator = await enter(bea, world, "bea", first_day="2026-12-01", deputy_id=str(world.users["adam"]))
    colleague = await enter(bea, world, "bea", first_day="2026-12-01", deputy_id=str(world.users["anna"]))

    assert "Anna Agentin" in offered and "Dora Dialog" not in offered
    assert (foreign.status_code, administrator.status_code, colleague.status_code) == (422, 422, 303)
    assert "muss im selben Haus Chats bearbeiten" in foreign.text


async def test_an_advisor_of_two_houses_needs_a_deputy_of_both(browser_of, world):
    await world.hire("bea", "Bea Beratung", Role.ADVISOR)
    await world.promote("bea", "neubeispiel", {"service": Role.ADVISOR})
    await world.promote("anna", "neubeispiel", {"service": Role.AGENT})
    bea = await browser_of("bea")

    page = (await bea.get(PATH)).text

    assert "Anna Agentin" in page and "Bernd Beispiel" not in page and "Dora Dialog" not in page


async def test_an_absence_is_changed_and_taken_back(anna, world):
    one = await absence(world, "anna", "2026-11-20", "2026-11-24", deputy="bernd")
    form = (await anna.get(f"{PATH}/{one}")).text

    longer = await anna.post(f"{PATH}/{one}", first_day="2026-11-20", last_day="2026-11-27")
    changed = await world.get(Absence, one)
    removed = await anna.post(f"{PATH}/{one}/removal")

    assert 'value="2026-11-20"' in form and 'value="2026-11-24"' in form
    assert (longer.status_code, removed.status_code) == (303, 303)
    assert (changed.last_day, changed.deputy_id) == (date(2026, 11, 27), None)
    assert await absences_of(world, "anna") == []


async def test_a_change_may_make_no_circle_and_overlap_nothing(anna, world):
    one = await absence(world, "anna", "2026-12-01")
    await absence(world, "anna", "2026-12-10")
    await absence(world, "bernd", "2026-12-01", deputy="anna")
    await anna.get(f"{PATH}/{one}")

    circle = await anna.post(f"{PATH}/{one}", first_day="2026-12-01", deputy_id=str(world.users["bernd"]))
    overlap = await anna.post(f"{PATH}/{one}", first_day="2026-12-01", last_day="2026-12-10")

    assert circle.status_code == 422 and "Anna Agentin vertritt Bernd Beispiel (1. Dez. 2026)" in circle.text
    assert overlap.status_code == 422 and "10. Dez. 2026" in overlap.text
    assert (await world.get(Absence, one)).deputy_id is None


async def test_a_lead_and_an_administrator_enter_it_for_others(carla, adam, world):
    by_lead = await enter(carla, world, "anna", first_day="2026-12-01")
    by_administrator = await enter(adam, world, "bernd", first_day="2026-12-01")

    assert by_lead.headers["location"] == f"{of(world, 'anna')}?saved=1"
    assert "Abwesenheit: Anna Agentin" in (await carla.get(of(world, "anna"))).text
    assert by_administrator.status_code == 303


@pytest.mark.parametrize(("who", "whose"), [("anna", "bernd"), ("carla", "adam"), ("xaver", "anna")])
async def test_nobody_else_enters_changes_or_reads_it(browser_of, world, who, whose):
    one = await absence(world, whose, "2026-12-01")
    browser = await browser_of(who)

    answers = [
        await browser.get(of(world, whose)),
        await enter(browser, world, whose, first_day="2026-12-10"),
        await browser.get(f"{PATH}/{one}"),
        await browser.post(f"{PATH}/{one}", first_day="2026-12-10"),
        await browser.post(f"{PATH}/{one}/removal"),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert len(await absences_of(world, whose)) == 1


async def test_another_institutions_people_are_out_of_reach(nora, world):
    one = await absence(world, "anna", "2026-12-01")

    assert (await nora.get(of(world, "anna"))).status_code == 404
    assert (await enter(nora, world, "anna", first_day="2026-12-10")).status_code == 404
    assert (await nora.post(f"{PATH}/{one}/removal")).status_code == 404


async def test_what_a_guest_entered_at_home_his_lead_here_reads_and_does_not_change(carla, world):
    await world.promote("dora", "musterstadt", {"service": Role.EXTERNAL_AGENT})
    at_home = await absence(world, "dora", "2026-12-01", institution="neubeispiel")

    entered = await enter(carla, world, "dora", first_day="2026-12-10")
    page = (await carla.get(of(world, "dora"))).text
    [_, here] = await absences_of(world, "dora")

    assert entered.status_code == 303 and here.institution_id == world.institutions["musterstadt"]
    assert "1. Dez. 2026" in page and f"{PATH}/{at_home}" not in page and f"{PATH}/{here.id}" in page
    assert (await carla.post(f"{PATH}/{at_home}/removal")).status_code == 404
    assert (await carla.post(f"{PATH}/{here.id}/removal")).status_code == 303


async def test_every_change_is_in_the_audit_list_in_words(anna, adam, world):
    await enter(
        anna,
        world,
        "anna",
        first_day="2026-12-01",
        last_day="2026-12-05",
        deputy_id=str(world.users["bernd"]),
    )
    [one] = await absences_of(world, "anna")
    await anna.post(f"{PATH}/{one.id}", first_day="2026-12-02", from_time="08:00", until_time="10:00")
    await anna.post(f"{PATH}/{one.id}/removal")

    acts = await world.all(select(Audit.act).where(Audit.user_id == world.users["anna"]).order_by(Audit.id))
    page = (await adam.get("/desk/administration/audit")).text
    assert acts == ["add_absence", "change_absence", "remove_absence"]
    for words in ("Abwesenheit eingetragen", "Vertretung", "Bernd Beispiel", "1. Dez. 2026", "5. Dez. 2026", "08:00"):
        assert words in page
    assert page.count("Benutzer Anna Agentin") >= 3


async def test_a_change_that_changes_nothing_is_not_in_the_list(anna, world):
    one = await absence(world, "anna", "2026-12-01")
    await anna.get(PATH)

    await anna.post(f"{PATH}/{one}", first_day="2026-12-01")

    assert await world.all(select(Audit.act)) == []


async def test_who_answers_now_follows_the_chain_and_ends_in_a_circle(world, clock):
    async def now(who):
        async with world.sessions() as session:
            return await stands_in_now(session, world.users[who], now=clock())

    assert await now("anna") == world.users["anna"]
    await absence(world, "anna", "2026-11-23", deputy="bernd")
    assert await now("anna") == world.users["bernd"]
    await absence(world, "bernd", "2026-11-23", deputy="carla", times=("10:00", "12:00"))
    assert await now("anna") == world.users["carla"]
    await absence(world, "carla", "2026-11-23", deputy="anna")
    assert await now("anna") is None
    clock.now = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
    assert await now("anna") == world.users["bernd"]


async def test_who_may_not_log_in_any_more_stands_in_for_nobody(world, clock):
    await absence(world, "anna", "2026-11-23", deputy="bernd")
    async with world.sessions.begin() as session:
        (await session.get_one(User, world.users["bernd"])).disabled_at = clock()

    async with world.sessions() as session:
        assert await stands_in_now(session, world.users["anna"], now=clock()) is None


async def test_the_profile_and_the_administration_lead_there(anna, adam, world):
    assert f'href="{PATH}"' in (await anna.get("/desk/profile")).text
    assert of(world, "anna") in (await adam.get(f"/desk/administration/people/{world.users['anna']}")).text

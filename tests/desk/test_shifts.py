"""The shift plan, through the front door: a lead makes it, agents read it, nobody else sees it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from handoff.models import Audit, Membership, Role, Shift, Team

from .planning import absence, set_hours, shift

PATH = "/desk/shifts"
SERVICE = "musterstadt/service"
TIMES = ("08:00", "18:00")


async def add(browser, world, who="anna", *, team=SERVICE, days=("2026-11-24",), start="08:00", end="16:00"):
    await browser.get(PATH)
    fields = {"team": str(world.teams[team]), "user_id": str(world.users[who]), "days": list(days)}
    return await browser.post(PATH, start=start, end=end, **fields)


async def plan(browser, world, week="2026-W48"):
    """The service team's, in plain spaces."""
    page = (await browser.get(f"{PATH}?team={world.teams[SERVICE]}&week={week}")).text
    return page.replace("\u2009", " ")


async def shifts_of(world):
    return [(one.starts_at, one.ends_at) for one in await world.all(select(Shift).order_by(Shift.starts_at))]


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


async def test_a_lead_plans_several_days_at_once(carla, world):
    answer = await add(carla, world, days=("2026-11-24", "2026-11-26"))

    page = (await carla.get(answer.headers["location"])).text
    assert answer.status_code == 303 and "week=2026-W48" in answer.headers["location"]
    assert await shifts_of(world) == [
        (at("2026-11-24 07:00"), at("2026-11-24 15:00")),
        (at("2026-11-26 07:00"), at("2026-11-26 15:00")),
    ]
    assert "Die Schicht ist eingetragen" in page and page.count("08:00–16:00") >= 2 and "16 Std." in page


@pytest.mark.parametrize(
    ("day", "begins", "ends"),
    [
        ("2026-12-24", "2026-12-24 21:00", "2026-12-25 05:00"),
        ("2026-03-28", "2026-03-28 21:00", "2026-03-29 04:00"),
        ("2026-10-24", "2026-10-24 20:00", "2026-10-25 05:00"),
        ("2028-02-29", "2028-02-29 21:00", "2028-03-01 05:00"),
        ("2026-12-31", "2026-12-31 21:00", "2027-01-01 05:00"),
    ],
)
async def test_a_night_keeps_its_clock_times(carla, world, day, begins, ends):
    answer = await add(carla, world, days=(day,), start="22:00", end="06:00")

    assert await shifts_of(world) == [(at(begins), at(ends))]
    assert "22:00–06:00" in (await carla.get(answer.headers["location"])).text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"start": "08:00", "end": "08:00"}, "Anfang und Ende sind gleich"),
        ({"days": ()}, "Bitte wählen Sie etwas aus"),
        ({"days": ("2031-01-01",)}, "mehr als zwei Jahre"),
        ({"days": ("2026-03-29",), "start": "02:30"}, "02:30 Uhr gibt es am 29. März 2026 nicht"),
        ({"start": ""}, "Bitte füllen Sie dieses Feld aus"),
        ({"start": "8 Uhr"}, "Bitte prüfen Sie diese Angabe"),
        ({"who": "dora"}, "arbeitet nicht in diesem Team"),
        ({"who": "adam"}, "arbeitet nicht in diesem Team"),
    ],
)
async def test_what_makes_no_sense_is_refused_with_a_sentence(carla, world, fields, words):
    answer = await add(carla, world, **fields)

    assert answer.status_code == 422 and words in answer.text
    assert await shifts_of(world) == []


async def test_nobody_is_planned_twice_at_once_in_a_team_and_none_of_the_days_is_added(carla, world):
    await shift(world, "anna", "2026-11-26 12:00", "2026-11-26 20:00")

    answer = await add(carla, world, days=("2026-11-24", "2026-11-26"))

    assert answer.status_code == 422 and "schon eingeteilt: Do., 26. Nov., 12:00–20:00" in answer.text
    assert len(await shifts_of(world)) == 1


async def test_in_two_teams_somebody_may_work_at_once(carla, world):
    await world.promote("carla", "musterstadt", {"ebanking": Role.LEAD})
    await shift(world, "anna", "2026-11-24 08:00", "2026-11-24 16:00")

    assert (await add(carla, world, team="musterstadt/ebanking")).status_code == 303


async def test_a_shift_is_changed_and_removed(carla, world):
    one = await shift(world, "anna", "2026-11-24 08:00", "2026-11-24 16:00")
    form = (await carla.get(f"{PATH}/{one}")).text

    fields = {"user_id": str(world.users["bernd"]), "day": "2026-11-25", "start": "09:00", "end": "17:00"}
    changed = await carla.post(f"{PATH}/{one}", **fields)
    row = await world.get(Shift, one)
    removed = await carla.post(f"{PATH}/{one}/removal")

    assert 'value="2026-11-24"' in form and 'value="08:00"' in form
    assert (changed.status_code, row.user_id, row.starts_at) == (303, world.users["bernd"], at("2026-11-25 08:00"))
    assert removed.status_code == 303 and await shifts_of(world) == []


async def test_a_change_may_not_meet_another_shift(carla, world):
    await shift(world, "anna", "2026-11-25 08:00", "2026-11-25 16:00")
    one = await shift(world, "anna", "2026-11-24 08:00", "2026-11-24 16:00")
    await carla.get(PATH)

    fields = {"user_id": str(world.users["anna"]), "start": "09:00", "end": "17:00"}
    refused = await carla.post(f"{PATH}/{one}", day="2026-11-25", **fields)
    same_day = await carla.post(f"{PATH}/{one}", day="2026-11-24", **fields)

    assert refused.status_code == 422 and "schon eingeteilt: Mi., 25. Nov." in refused.text
    assert same_day.status_code == 303


@pytest.mark.parametrize("who", ["anna", "xaver"])
async def test_agents_read_the_plan_of_their_team_and_change_nothing(browser_of, world, who):
    one = await shift(world, "anna", "2026-11-24 08:00", "2026-11-24 16:00")
    browser = await browser_of(who)

    page = await plan(browser, world)
    written = [
        await add(browser, world, days=("2026-11-25",)),
        await browser.post(f"{PATH}/{one}/removal"),
        await browser.post(f"{PATH}/copies", team=str(world.teams[SERVICE]), week="2026-W49"),
        await browser.get(f"{PATH}/new"),
        await browser.get(f"{PATH}/import"),
    ]

    assert "08:00–16:00" in page and "Schicht eintragen" not in page and f"{PATH}/{one}" not in page
    assert {answer.status_code for answer in written} == {403}
    assert len(await shifts_of(world)) == 1


async def test_a_team_that_is_not_ones_own_is_not_there(browser_of, carla, world):
    xaver = await browser_of("xaver")
    ebanking, foreign = (str(world.teams[team]) for team in ("musterstadt/ebanking", "neubeispiel/service"))

    assert (await xaver.get(f"{PATH}?team={ebanking}")).status_code == 404
    assert (await carla.get(f"{PATH}?team={foreign}")).status_code == 404
    assert (await add(carla, world, team="musterstadt/ebanking")).status_code == 404


async def test_who_leads_one_team_and_works_in_another_plans_only_the_first(browser_of, world):
    await world.promote("carla", "musterstadt", {"ebanking": Role.AGENT})
    one = await shift(world, "anna", "2026-11-24 08:00", "2026-11-24 16:00", team="musterstadt/ebanking")
    carla = await browser_of("carla")

    page = (await carla.get(f"{PATH}?team={world.teams['musterstadt/ebanking']}")).text

    assert "08:00–16:00" in page and "Vorwoche übernehmen" not in page
    assert (await carla.post(f"{PATH}/{one}/removal")).status_code == 404
    assert (await add(carla, world, team="musterstadt/ebanking")).status_code == 404


@pytest.mark.parametrize(
    ("week", "title", "before", "after"),
    [
        ("2026-W53", "KW 53 · 28. Dez. 2026 – 3. Jan. 2027", "2026-W52", "2027-W01"),
        ("2027-W01", "KW 1 · 4.–10. Jan. 2027", "2026-W53", "2027-W02"),
        ("2028-W09", "KW 9 · 28. Feb. – 5. März 2028", "2028-W08", "2028-W10"),
    ],
)
async def test_weeks_follow_each_other_across_years(carla, world, week, title, before, after):
    page = await plan(carla, world, week)

    assert title in page and f"week={before}" in page and f"week={after}" in page


@pytest.mark.parametrize("week", ["", "2027-W53", "nonsense", "2026-W99"])
async def test_what_is_no_week_is_this_one(carla, week):
    assert "KW 48 · 23.–29. Nov. 2026" in (await carla.get(f"{PATH}?week={week}")).text


async def test_absences_show_in_the_plan_with_the_deputy(anna, world):
    await shift(world, "bernd", "2026-11-24 08:00", "2026-11-24 16:00")
    await absence(world, "bernd", "2026-11-24", deputy="anna")
    await absence(world, "anna", "2026-11-25", times=("10:00", "12:00"))

    page = await plan(anna, world)

    assert "abwesend, Vertretung: Anna Agentin" in page and "abwesend 10:00–12:00" in page
    assert "duty--void" in page


async def test_holidays_and_hours_are_in_the_plan(carla, world):
    await set_hours(world, 'Mo-Fr 08:00-18:00; PH off; Dec 24 off "Heiligabend / Christmas Eve"')

    page = (await carla.get(f"{PATH}?week=2026-W52")).text

    assert "8–18 Uhr" in page and "geschlossen (Heiligabend)" in page and "geschlossen (Erster Weihnachtstag)" in page


async def copy(browser, world, week):
    await browser.get(PATH)
    return await browser.post(f"{PATH}/copies", team=str(world.teams[SERVICE]), week=week)


async def test_last_week_is_copied_by_its_clock_times_over_a_change_of_the_clocks(carla, world):
    await shift(world, "anna", "2026-10-20 08:00", "2026-10-20 16:00")
    await shift(world, "bernd", "2026-10-24 22:00", "2026-10-25 06:00")

    answer = await copy(carla, world, "2026-W44")

    assert await shifts_of(world) == [
        (at("2026-10-20 06:00"), at("2026-10-20 14:00")),
        (at("2026-10-24 20:00"), at("2026-10-25 05:00")),
        (at("2026-10-27 07:00"), at("2026-10-27 15:00")),
        (at("2026-10-31 21:00"), at("2026-11-01 05:00")),
    ]
    assert "2 Schichten sind aus der Vorwoche" in (await carla.get(answer.headers["location"])).text


async def test_a_copy_crosses_the_year_and_keeps_what_is_planned_already(carla, world):
    await shift(world, "anna", "2026-12-30 08:00", "2026-12-30 16:00")
    await shift(world, "bernd", "2026-12-30 08:00", "2026-12-30 16:00")
    await shift(world, "anna", "2027-01-06 12:00", "2027-01-06 20:00")

    await copy(carla, world, "2027-W01")
    await copy(carla, world, "2027-W01")

    assert (await shifts_of(world))[2:] == [
        (at("2027-01-06 07:00"), at("2027-01-06 15:00")),
        (at("2027-01-06 11:00"), at("2027-01-06 19:00")),
    ]


async def test_a_time_that_the_clocks_skip_is_copied_to_when_they_are_put_forward(carla, world):
    await shift(world, "anna", "2026-03-22 02:30", "2026-03-22 08:00")

    await copy(carla, world, "2026-W13")

    assert (await shifts_of(world))[1] == (at("2026-03-29 01:30"), at("2026-03-29 06:00"))


async def test_who_has_left_the_team_is_neither_copied_nor_shown(carla, world):
    await shift(world, "xaver", "2026-11-24 08:00", "2026-11-24 16:00")
    async with world.sessions.begin() as session:
        of_xaver = select(Membership).where(Membership.user_id == world.users["xaver"])
        await session.delete((await session.scalars(of_xaver)).one())

    await copy(carla, world, "2026-W49")

    assert len(await shifts_of(world)) == 1
    assert "08:00–16:00" not in (await carla.get(PATH)).text


async def test_every_change_is_in_the_audit_list_in_words(carla, adam, world):
    await add(carla, world)
    [one] = await world.all(select(Shift.id))
    fields = {"user_id": str(world.users["bernd"]), "day": "2026-11-24", "start": "09:00", "end": "16:00"}
    await carla.post(f"{PATH}/{one}", **fields)
    await copy(carla, world, "2026-W49")
    await carla.post(f"{PATH}/{one}/removal")

    acts = await world.all(select(Audit.act).order_by(Audit.id))
    page = (await adam.get("/desk/administration/audit")).text
    assert acts == ["add_shift", "change_shift", "copy_shifts", "remove_shift"]
    for words in ("Schicht eingetragen", "Dienstplan der Vorwoche übernommen", "Team service", "24.11.26, 09:00"):
        assert words in page
    assert "Bernd Beispiel" in page


async def test_a_plan_goes_with_its_team(adam, carla, world):
    await shift(world, "anna", "2026-11-24 08:00", "2026-11-24 16:00", team="musterstadt/ebanking")
    team = world.teams["musterstadt/ebanking"]
    await adam.get(f"/desk/administration/teams/{team}")

    answer = await adam.post(f"/desk/administration/teams/{team}/deletion")

    assert answer.status_code == 303 and await world.all(select(Team.id).where(Team.id == team)) == []
    assert await shifts_of(world) == []


async def test_the_page_says_which_hours_nobody_covers_and_why(carla, world, clock):
    await set_hours(world, "Mo-Fr 08:00-18:00; PH off")
    for day in range(23, 28):
        await shift(world, "anna", f"2026-11-{day} 08:00", f"2026-11-{day} 18:00")
    await absence(world, "anna", "2026-11-26", deputy="bernd")
    await shift(world, "bernd", "2026-11-26 12:00", "2026-11-26 18:00")

    page = (await carla.get(PATH)).text

    assert "Eine Zeit ist nicht besetzt" in page
    assert "Do., 26. Nov., 08:00–12:00:</b> Anna Agentin ist eingeteilt, aber abwesend." in page


async def test_what_is_over_is_no_gap_any_more(carla, world, clock):
    await set_hours(world, "Mo 08:00-18:00")
    await shift(world, "anna", "2026-11-23 12:00", "2026-11-23 18:00")

    now = (await carla.get(PATH)).text
    clock.now += timedelta(hours=2)

    assert "Mo., 23. Nov., 11:00–12:00:</b> niemand ist eingeteilt." in now
    assert "uncovered_title" not in (await carla.get(PATH)).text


async def test_a_week_without_a_plan_is_simply_unplanned(carla, world):
    await shift(world, "anna", "2026-11-22 22:00", "2026-11-23 06:00")

    page = (await carla.get(PATH)).text

    assert "Für diese Woche gibt es keinen Plan" in page and "uncovered_title" not in page


async def test_an_english_reader_reads_english(bernd, world):
    await set_hours(world, "Fr 08:00-18:00")
    await shift(world, "anna", "2026-11-27 08:00", "2026-11-27 12:00")

    page = (await bernd.get(PATH)).text

    assert "Week 48 · 23–29 Nov 2026" in page and "Fri 27 Nov, 12:00–18:00:</b> nobody is planned." in page


async def test_a_special_day_of_a_team_counts_in_its_plan(adam, carla, world):
    """A works meeting: that afternoon nobody is needed."""
    team = world.teams[SERVICE]
    path = f"/desk/administration/teams/{team}"
    await adam.get(path)
    usual = {f"{day}_{number}": edge for day in ("Mo", "Tu", "We", "Th", "Fr") for number, edge in enumerate(TIMES)}
    meeting = {"special_first": "3.12.2026", "special_last": "", "special_0": "08:00", "special_1": "12:00"}
    words = {"special_2": "", "special_3": "", "special_de": "Betriebsversammlung", "special_en": "Works meeting"}
    answer = await adam.post(path, name="service", **usual, **meeting, **words)
    await shift(world, "anna", "2026-12-03 08:00", "2026-12-03 12:00")
    await shift(world, "anna", "2026-12-04 08:00", "2026-12-04 12:00")

    page = await plan(carla, world, "2026-W49")

    assert answer.status_code == 303
    assert "2026 Dec 03 08:00-12:00" in (await world.get(Team, team)).hours
    assert "8–12 Uhr (Betriebsversammlung)" in page
    assert "Do., 3. Dez." not in page.split("uncovered_title")[1].split("</ul>")[0]
    assert "Fr., 4. Dez., 12:00–18:00:</b> niemand ist eingeteilt." in page

"""A journey in Chromium: a lead plans a week, copies it, and hears that somebody will be missing."""

from datetime import timedelta

from handoff.models import Team
from handoff.shifts import warn_of_gaps

from .planning import set_hours
from .serving import connected, log_in

PATH = "/desk/shifts"


async def enter_shift(page, person, days, start, end):
    await page.click("text=Schicht eintragen")
    await page.wait_for_url("**/desk/shifts/new**")
    await page.select_option("#user_id", label=person)
    for box in await page.query_selector_all("[name=days]"):
        await box.set_checked((await box.get_attribute("value")) in days)
    await page.fill("#start", start)
    await page.fill("#end", end)
    await page.click("main .button--main")
    await page.wait_for_url("**done=added")


async def test_a_lead_plans_and_copies_a_week_and_hears_of_the_gap_that_an_absence_makes(
    new_page, desk, world, clock, realtime
):
    await set_hours(world, "Mo-Fr 08:00-18:00; PH off")
    carlas, annas = await new_page(), await new_page()
    await log_in(carlas, desk, "carla")

    await carlas.goto(f"{desk}{PATH}")
    week = [f"2026-11-{day}" for day in range(23, 28)]
    await enter_shift(carlas, "Anna Agentin", week, "08:00", "13:00")
    await enter_shift(carlas, "Bernd Beispiel", week[:4], "13:00", "18:00")
    assert "Fr., 27. Nov., 13:00–18:00: niemand ist eingeteilt." in await carlas.inner_text(".uncovered")

    await carlas.click("[aria-label='Schicht für Bernd Beispiel eintragen, Fr., 27. Nov.']")
    await carlas.wait_for_url("**/desk/shifts/new**")
    assert await carlas.is_checked("[name=days][value='2026-11-27']")
    await carlas.fill("#start", "13:00")
    await carlas.click("main .button--main")
    await carlas.wait_for_url("**done=added")
    assert await carlas.query_selector(".uncovered") is None

    await carlas.click("[aria-label='Woche danach']")
    await carlas.wait_for_selector("text=Für diese Woche gibt es keinen Plan")
    await carlas.click("text=Vorwoche übernehmen")
    await carlas.wait_for_selector("text=10 Schichten sind aus der Vorwoche")
    assert await carlas.locator(".roster a.duty").count() == 10

    await carlas.goto(f"{desk}{PATH}")
    await connected(carlas)
    await log_in(annas, desk, "anna")
    await annas.goto(f"{desk}/desk/profile")
    await annas.click("text=Abwesenheit eintragen")
    await annas.wait_for_url("**/desk/absences")
    await annas.fill("#first_day", "2026-11-25")
    await annas.select_option("#deputy_id", label="Bernd Beispiel")
    await annas.click("main .button--main")
    await annas.wait_for_url("**saved=1")
    assert "Vertretung: Bernd Beispiel" in await annas.inner_text(".absences")

    # The open plan shows it without being asked.
    await carlas.wait_for_selector(".uncovered >> text=Anna Agentin ist eingeteilt, aber abwesend.")
    assert "abwesend, Vertretung: Bernd Beispiel" in await carlas.inner_text(".roster")

    await carlas.goto(f"{desk}/desk")
    await connected(carlas)
    clock.now += timedelta(seconds=5)
    async with world.sessions.begin() as session:
        told = await warn_of_gaps(session, now=clock())
    await realtime.publish(told)
    notice = carlas.locator("#notices .toast", has_text="nicht besetzt")
    await notice.wait_for()
    assert (await world.get(Team, world.teams["musterstadt/service"])).name in await notice.inner_text()
    await notice.locator("a").click()
    await carlas.wait_for_url("**/desk/shifts?team=**")


async def test_the_plan_is_made_with_the_keyboard_alone(page, desk, world):
    await log_in(page, desk, "carla")
    await page.goto(f"{desk}{PATH}")

    await page.focus("[aria-label='Schicht für Anna Agentin eintragen, Di., 24. Nov.']")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/desk/shifts/new**")
    await page.focus("#end")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**done=added")

    added = page.locator("[aria-label^='Schicht von Anna Agentin ändern, Di., 24. Nov.']")
    await added.focus()
    await page.keyboard.press("Enter")
    await page.wait_for_selector("text=Schicht entfernen")
    await page.focus(".button--bad")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**done=removed")
    assert await page.locator(".roster a.duty").count() == 0


async def test_a_plan_is_read_in_from_a_file(page, desk, world, tmp_path):
    plan = tmp_path / "plan.csv"
    plan.write_text("Datum;Von;Bis;Team;E-Mail\n24.11.2026;08:00;16:00;service;anna@musterstadt.example\n")
    await log_in(page, desk, "carla")
    await page.goto(f"{desk}{PATH}/import")

    await page.set_input_files("#file", plan)
    await page.click("text=Prüfen")
    await page.wait_for_selector("text=Die Datei ist in Ordnung und enthält 1 Schicht.")
    await page.click("text=Plan ersetzen")
    await page.wait_for_selector("text=1 Schicht ist eingelesen.")

    assert await page.locator(".roster a.duty").all_inner_texts() == ["08:00–16:00"]

"""In Chromium: a person is found and assigned, his history opened, the assignment undone; a colleague sees it all."""

import re

import pytest
from playwright.async_api import expect
from sqlalchemy import update

from handoff.models import Conversation, Owner, Role

from .serving import connected, log_in


@pytest.fixture(autouse=True)
async def emma(world):
    await world.hire("emma", "Emma Empfang", Role.LEAD)


async def test_search_assign_history_and_undo_while_a_colleague_looks_on(new_page, desk, world, realtime):
    await world.advisor()
    record = await world.record(title="Frau Dr.", city="Musterstadt", advisor="muster")
    await world.record("1009", "Otto Beispiel")
    former, chat = await world.held("anna", name="Altes Telefon"), await world.waiting(name="Neues Telefon")
    await world.assigned(former, record)
    async with world.sessions.begin() as session:
        closed = {"owner": Owner.CLOSED, "agent_id": None, "closed_at": world.clock()}
        await session.execute(update(Conversation).where(Conversation.id == former).values(closed))
    anna, emma = await new_page(), await new_page()
    for page, who in ((anna, "anna"), (emma, "emma")):
        await log_in(page, desk, who)
        await page.goto(f"{desk}/desk/chats/{chat}")
        await connected(page)
    panel, watched = anna.locator("#record"), emma.locator("#record")
    await expect(watched).to_contain_text("Noch keiner Person")

    await panel.get_by_role("link", name="Person suchen").click()
    field = panel.get_by_role("searchbox")
    await expect(field).to_be_focused()
    await field.fill("mustr 711")
    await field.press("Enter")
    await panel.get_by_role("button", name="Diesen Chat Frau Dr. Mara Muster").click()

    await expect(panel.locator(".person__name")).to_have_text("Frau Dr. Mara Muster")
    await expect(panel).to_contain_text("Maria Muster")
    await expect(watched.locator(".person__name")).to_have_text("Frau Dr. Mara Muster")
    await panel.get_by_role("listitem").get_by_role("link").click()
    await anna.wait_for_url(f"**/{former}")
    await expect(anna.locator("#chat_head")).to_contain_text("Altes Telefon")
    await expect(panel.get_by_role("listitem")).to_contain_text("offen")
    await panel.get_by_role("listitem").get_by_role("link").click()
    await anna.wait_for_url(f"**/{chat}")

    undo = panel.get_by_role("button", name="Zuordnung aufheben")
    anna.once("dialog", lambda dialog: dialog.dismiss())
    await undo.click()
    await expect(panel.locator(".person__name")).to_have_text("Frau Dr. Mara Muster")
    asked = []
    anna.once("dialog", lambda dialog: asked.append(dialog.message) or dialog.accept())
    await undo.click()
    await expect(panel).to_contain_text("Noch keiner Person")
    await expect(watched).to_contain_text("Noch keiner Person")
    assert asked == ["Die Zuordnung aufheben? Der Chat ist dann wieder anonym. Die Kundendatei ändert sich nicht."]


async def test_what_a_colleague_types_stays_when_something_else_comes(page, desk, world, realtime):
    record, chat = await world.record(), await world.held("anna")
    await log_in(page, desk)
    await page.goto(f"{desk}/desk/chats/{chat}")
    await connected(page)
    await page.locator("#record").get_by_role("link", name="Person suchen").click()
    await page.locator("#record_q").fill("must")

    # What the page shows is sent anew when its stream opens again.
    await page.evaluate(
        "document.querySelector('turbo-stream-source').replaceWith(document.querySelector('turbo-stream-source').cloneNode())"
    )
    await connected(page)
    await world.message(chat, "Sind Sie noch da?")
    await realtime.publish([chat])

    await expect(page.locator(".message--customer").last).to_contain_text("Sind Sie noch da?")
    await expect(page.locator("#record_q")).to_have_value("must")
    await world.assigned(chat, record)
    await realtime.publish([chat])
    await expect(page.locator("#record .person__name")).to_have_text("Mara Muster")
    await expect(page.locator("#record_q")).to_have_count(0)


async def test_a_file_is_tried_and_taken_by_keyboard_and_mouse(page, desk, world, tmp_path):
    file = tmp_path / "kunden.csv"
    file.write_text("Kundennummer;Name;Ort\n1001;Mara Muster;Köln\n1002;Otto Beispiel;\n")
    await page.goto(f"{desk}/login")
    await page.fill("[name=email]", "adam@musterstadt.example")
    await page.fill("[name=password]", "Beispiel-Passwort 1")
    await page.click("main button")
    await page.wait_for_url("**/people")
    await page.locator("#sections").get_by_role("link", name="Kundendatei", exact=True).click()

    await page.set_input_files("#file", file)
    await page.get_by_role("button", name="Prüfen").click()
    await expect(page.get_by_role("status").filter(has_text="Die Datei ist in Ordnung")).to_contain_text("2 Personen")
    await page.get_by_role("button", name="Übernehmen", exact=True).click()

    await expect(page.locator("main")).to_contain_text("2 Personen in der Kundendatei")
    await page.get_by_label("Name", exact=True).fill("Kernbanksystem")
    await page.get_by_role("button", name="Token anlegen").click()
    await expect(page.locator("#token")).to_have_value(re.compile("^schalter_"))

"""What goes between desk and phone besides words: files, quotes, reactions, typing dots, templates."""

import pytest
from playwright.async_api import expect

from handoff.demo.institutions import demo_institutions
from simulator.client import Simulator
from tests.browser.test_journey import PATIENCE, hears, log_in, says

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
async def mara(running):
    async with Simulator(running.simulator_url) as simulator:
        yield await simulator.customer("Mara Beispiel")


async def taken(browser, running, mara):
    """Phone and desk, with the customer's chat in the agent's hands."""
    table = await browser.new_page()
    await table.goto(f"{running.simulator_url}/?customers={mara.id}")
    phone = table.locator(f"[data-customer='{mara.id}']")
    desk = await browser.new_page(locale="de-DE")
    await log_in(desk, running, demo_institutions()[0].users[0])
    await says(phone, "Ich möchte bitte mit einem Menschen schreiben")
    line = desk.locator("#waiting .line", has_text="Mara Beispiel")
    await expect(line).to_be_visible(timeout=PATIENCE)
    await line.locator("a").click()
    await desk.locator("form[action$='/assignment'] button").click()
    await expect(desk.locator("#body")).to_be_visible(timeout=PATIENCE)
    return phone, desk


async def test_a_picture_and_a_document_reach_the_phone_in_their_order(running, browser, mara):
    phone, desk = await taken(browser, running, mara)
    picture = await desk.screenshot(clip={"x": 0, "y": 0, "width": 40, "height": 40})

    await desk.locator("input[type=file]").set_input_files(
        [
            {"name": "Lageplan.png", "mimeType": "image/png", "buffer": picture},
            {"name": "Merkblatt.pdf", "mimeType": "application/pdf", "buffer": PDF},
        ]
    )
    rows = desk.locator(".outgoing__file")
    await expect(rows).to_have_count(2)
    await rows.first.locator("input").fill("So finden Sie uns.")
    await desk.get_by_role("button", name="Senden", exact=True).click()

    await expect(desk.locator(".message--agent img.bubble__picture")).to_be_visible(timeout=PATIENCE)
    await expect(desk.locator(".message--agent .file", has_text="Merkblatt.pdf")).to_be_visible(timeout=PATIENCE)
    await expect(desk.locator(".outgoing")).to_be_hidden()
    await hears(phone, "So finden Sie uns.")
    await hears(phone, "Merkblatt.pdf")
    heard = [bubble for bubble in await mara.thread() if bubble.outbound and bubble.type in ("image", "document")]
    assert [bubble.type for bubble in heard] == ["image", "document"]


async def test_a_quote_a_reaction_and_typing_dots_are_seen_on_the_phone(running, browser, mara):
    phone, desk = await taken(browser, running, mara)
    asked = await mara.says("Und haben Sie am Samstag auf?")
    bubble = desk.locator(".message--customer", has_text="Und haben Sie am Samstag auf?")
    await expect(bubble).to_be_visible(timeout=PATIENCE)

    await bubble.hover()
    await bubble.get_by_role("button", name="Reagieren").click()
    await desk.get_by_role("button", name="Daumen hoch").click()
    await expect(bubble.locator(".reactions__ours")).to_have_text("👍", timeout=PATIENCE)
    await mara.sees(asked.wamid, lambda seen: seen.reactions.get("institution") == "👍", timeout=15)

    await bubble.get_by_role("button", name="Auf diese Nachricht antworten").click()
    await expect(desk.locator("#body")).to_be_focused()
    await desk.locator("#body").press_sequentially("Ja, bis 12 Uhr.")
    for _ in range(50):
        if await mara.is_typed_to():
            break
        await desk.wait_for_timeout(100)
    assert await mara.is_typed_to()
    await desk.locator("#body").press("Enter")
    await hears(phone, "Ja, bis 12 Uhr.")
    answer = [seen for seen in await mara.thread() if seen.outbound][-1]
    assert answer.quoted == asked.wamid
    await expect(desk.locator(".message--agent .quote")).to_contain_text("Samstag")


async def open_templates(desk):
    """Until they have been read in from the business account, which begins when the service does."""
    for _ in range(30):
        await desk.get_by_role("link", name="Vorlage wählen").click()
        await expect(desk.locator(".picker__sheet")).to_be_visible()
        if await desk.locator(".picker__one").count():
            return
        await desk.locator(".picker__head a").click()
        await desk.wait_for_timeout(1000)
    raise AssertionError("no templates came")


async def test_a_template_is_picked_filled_in_and_read_on_the_phone(running, browser, mara):
    phone, desk = await taken(browser, running, mara)

    await open_templates(desk)
    await desk.get_by_role("link", name="Auswählen: reply waiting, Deutsch").click()
    await desk.locator("[name=body_1]").fill("Sparkasse Musterstadt")
    await expect(desk.locator(".picker__preview")).to_contain_text("Ihrer Anfrage bei Sparkasse Musterstadt")
    await desk.get_by_role("button", name="Vorlage senden").click()

    await hears(phone, "zu Ihrer Anfrage bei Sparkasse Musterstadt liegt eine Antwort")
    await expect(desk.locator(".message--agent", has_text="Sparkasse Musterstadt liegt")).to_have_count(1)
    await expect(desk.locator(".picker__sheet")).to_have_count(0)

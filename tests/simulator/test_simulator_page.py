"""The phone page in a real browser."""

from base64 import b64decode

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright, expect

pytestmark = pytest.mark.asyncio

PIXEL = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
CHOICE = {
    "type": "button",
    "body": {"text": "Wie *möchten* Sie weitermachen?"},
    "action": {"buttons": [{"type": "reply", "reply": {"id": "b1", "title": "Termin buchen"}}]},
}
LIST = {
    "type": "list",
    "body": {"text": "Welche?"},
    "action": {"button": "Filiale wählen", "sections": [{"rows": [{"id": "r1", "title": "Am Markt"}]}]},
}
MARA = '[data-customer="mara"]'


@pytest_asyncio.fixture
async def browser():
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest_asyncio.fixture
async def page(browser, simulator_url, mara):
    """360 pixels wide; a complaint in the console fails the test."""
    page = await browser.new_page(viewport={"width": 360, "height": 740})
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    await page.goto(f"{simulator_url}/?customers=mara")
    await expect(page.locator(MARA)).to_be_visible()
    yield page
    assert complaints == []


async def say(page, text):
    await page.fill(f"{MARA} [data-input]", text)
    await page.click(f"{MARA} [data-send]")


async def test_a_text_is_written_delivered_and_never_becomes_html(page, mara, sim, receiver):
    await say(page, "<img src=x onerror=alert(1)> *fett* _schräg_")

    bubble = page.locator(f"{MARA} .own")
    await expect(bubble.locator(".text")).to_have_text("<img src=x onerror=alert(1)> fett schräg")
    await expect(bubble.locator("strong")).to_have_text("fett")
    await expect(bubble.locator("em")).to_have_text("schräg")
    await expect(bubble).to_have_attribute("data-status", "delivered")
    assert receiver.messages[0]["text"]["body"] == "<img src=x onerror=alert(1)> *fett* _schräg_"


async def test_buttons_and_list_rows_can_be_tapped(page, mara, sim, graph, receiver):
    await mara.says("Hallo")
    await graph.send(mara, "interactive", CHOICE)
    await page.click(f"{MARA} [data-button=b1]")
    await expect(page.locator(f"{MARA} .own .text").last).to_have_text("Termin buchen")

    await graph.send(mara, "interactive", LIST)
    await page.click(f"{MARA} [data-list]")
    await page.click(f"{MARA} [data-sheet] [data-button=r1]")
    await expect(page.locator(f"{MARA} .own .text").last).to_have_text("Am Markt")
    await expect(page.locator("[data-sheet]")).to_have_count(0)

    await sim.delivered()
    assert [message["interactive"]["type"] for message in receiver.messages[1:]] == ["button_reply", "list_reply"]


async def test_ticks_and_typing_dots_come_live(page, mara, graph):
    said = await mara.says("Hallo")
    await graph.post({"status": "read", "message_id": said.wamid, "typing_indicator": {"type": "text"}})
    await expect(page.locator(f"{MARA} [data-typing]")).to_be_visible()
    await expect(page.locator(f'[data-bubble="{said.wamid}"] [data-ticks]')).to_have_attribute("data-ticks", "read")

    wamid = await graph.send(mara)

    await expect(page.locator(f"{MARA} [data-typing]")).to_be_hidden()
    await expect(page.locator(f'[data-bubble="{wamid}"]')).to_have_attribute("data-status", "read")


async def test_a_bubble_is_answered_and_reacted_to(page, mara, sim, graph, receiver):
    await mara.says("Hallo")
    wamid = await graph.send(mara)
    theirs = page.locator(f'[data-bubble="{wamid}"]')
    await theirs.hover()
    await theirs.locator("[data-menu]").click()
    await page.click('[data-sheet] [data-emoji="👍"]')
    await expect(theirs.locator("[data-reactions]")).to_have_text("👍")

    await theirs.hover()
    await theirs.locator("[data-menu]").click()
    await page.click("[data-sheet] [data-action=reply]")
    await say(page, "Dazu eine Frage")

    await expect(page.locator(f"{MARA} .own .quote").last).to_contain_text("Guten Tag")
    await sim.delivered()
    assert receiver.messages[-1]["context"]["id"] == wamid


async def test_an_own_message_is_edited_and_deleted(page, mara, sim, receiver):
    await say(page, "Hallo")
    own = page.locator(f"{MARA} .own")
    for action in ("edit", "revoke"):
        await own.hover()
        await own.locator("[data-menu]").click()
        await page.click(f"[data-sheet] [data-action={action}]")
        if action == "edit":
            await say(page, "Guten Tag")
            await expect(own).to_contain_text("bearbeitet")

    await expect(own).to_contain_text("gelöscht")
    await sim.delivered()
    assert [message["type"] for message in receiver.messages] == ["text", "edit", "revoke"]


async def test_a_picture_is_sent_and_shown(page, mara, sim, receiver):
    await page.click(f"{MARA} [aria-label=Anhängen]")
    async with page.expect_file_chooser() as chooser:
        await page.click("[data-sheet] [data-action=image]")
    await (await chooser.value).set_files({"name": "bild.png", "mimeType": "image/png", "buffer": PIXEL})

    await expect(page.locator(f"{MARA} .own img.image")).to_be_visible()
    await sim.delivered()
    assert receiver.messages[0]["image"]["mime_type"] == "image/png"


async def test_a_phone_is_added_and_writes_to_the_chosen_institution(page, sim, receiver):
    await page.click("[data-add]")
    await page.fill("[data-adding] [name=name]", "Jonas Muster")
    await page.select_option("[data-numbers]", "200000000000002")
    await page.click("[data-create]")
    jonas = page.locator("[data-customer]").last
    await expect(jonas).to_contain_text("Jonas Muster")

    await jonas.locator("[data-input]").fill("Hallo")
    await jonas.locator("[data-input]").press("Enter")

    await expect(jonas.locator(".own")).to_have_attribute("data-status", "delivered")
    assert receiver.values()[0]["metadata"]["phone_number_id"] == "200000000000002"


async def test_a_phone_is_taken_off_the_table(page):
    await page.click(f"{MARA} [data-settings]")
    await page.click("[data-sheet] [data-action=close]")

    await expect(page.locator("[data-none]")).to_be_visible()


async def test_the_page_never_scrolls_sideways_at_360_pixels(page, mara, graph):
    await mara.says("Donaudampfschifffahrtsgesellschaftskapitänsmütze" * 5)

    await expect(page.locator(f"{MARA} .own")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_text_can_be_read_by_day_and_by_night(browser, simulator_url, mara, graph, scheme):
    await mara.says("Hallo")
    await graph.send(mara)
    page = await browser.new_page(color_scheme=scheme)
    await page.goto(f"{simulator_url}/?customers=mara")
    for side in (".own", ".theirs"):
        await expect(page.locator(f"{MARA} {side}")).to_be_visible()
        text, ground = await page.locator(f"{MARA} {side} .foot").evaluate(
            "foot => [getComputedStyle(foot).color, getComputedStyle(foot.closest('.bubble')).backgroundColor]"
        )
        assert contrast(text, ground) >= 4.5
    await page.close()


def contrast(*colours):
    def luminance(colour):
        parts = [int(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted(map(luminance, colours))
    return (light + 0.05) / (dark + 0.05)

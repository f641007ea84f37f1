"""Files of the reply in Chromium: chosen, sent with what is written, refused, and what becomes of them underway."""

import asyncio
from datetime import timedelta

from playwright.async_api import expect
from sqlalchemy import select

from handoff.models import Author, Message
from tests.desk.files import PDF
from tests.desk.serving import connected, eventually, open_chat


def files(*names):
    return [{"name": name, "mimeType": "application/pdf", "buffer": PDF} for name in names]


async def agents_messages(world):
    messages = await world.all(select(Message).where(Message.author == Author.AGENT).order_by(Message.id))
    return [(message.kind, message.body) for message in messages]


async def test_the_reply_takes_the_chosen_files_along(page, desk, world, clock):
    chat = await world.held("anna", name="Rosa Vorlage")
    text = await open_chat(page, desk, chat)
    clock.now += timedelta(seconds=5)

    await page.locator("input[type=file]").set_input_files(files("eins.pdf", "zwei.pdf"))
    await page.get_by_label("Text dazu (freiwillig)").first.fill("Der Antrag")
    await expect(page.get_by_role("button", name="Senden", exact=True)).to_have_count(1)
    await text.fill("Bitte beide unterschreiben.")
    await page.keyboard.press("Enter")

    await expect(page.locator("#messages .message--agent")).to_have_count(3)
    await expect(page.locator(".outgoing__file")).to_have_count(0)
    await expect(text).to_have_value("")
    wanted = [("document", "Der Antrag"), ("document", ""), ("text", "Bitte beide unterschreiben.")]
    await eventually(lambda: agents_messages(world), wanted)

    await page.locator("input[type=file]").set_input_files(files("drei.pdf"))
    await text.press("Enter")
    await eventually(lambda: agents_messages(world), [*wanted, ("document", "")])


async def test_the_reply_waits_when_a_file_is_refused(page, desk, world):
    chat = await world.held("anna", name="Rosa Vorlage")
    text = await open_chat(page, desk, chat)

    await page.locator("input[type=file]").set_input_files(
        [{"name": "brief.pdf", "mimeType": "application/pdf", "buffer": b"MZ" + bytes(200)}]
    )
    await text.fill("Anbei der Brief.")
    await page.get_by_role("button", name="Senden", exact=True).click()

    await expect(page.locator("#file_problem")).to_contain_text("Nicht gesendet")
    await expect(page.locator(".outgoing__file")).to_have_count(1)
    await expect(text).to_have_value("Anbei der Brief.")
    await expect(page.locator(".message--pending")).to_have_count(0)

    await page.get_by_role("button", name="Entfernen", exact=True).click()
    await page.get_by_role("button", name="Senden", exact=True).click()
    await eventually(lambda: agents_messages(world), [("text", "Anbei der Brief.")])


async def test_a_file_whose_answer_breaks_off_can_be_sent_again_and_comes_once(page, desk, world):
    await open_chat(page, desk, await world.held("anna"))
    await page.locator("input[type=file]").set_input_files(files("eins.pdf"))
    await page.evaluate("""() => {
        const whole = window.fetch
        window.fetch = async (...given) => {
            const answer = await whole(...given)
            window.fetch = whole
            const broken = new ReadableStream({ start: (body) => body.error(new TypeError("network error")) })
            return new Response(broken, { status: answer.status, headers: answer.headers })
        }
    }""")
    await page.get_by_role("button", name="Senden", exact=True).click()

    await expect(page.locator("#file_problem")).to_contain_text("Nicht gesendet. Die Verbindung war weg.")
    await expect(page.locator(".outgoing__file")).to_have_count(1)
    await page.get_by_role("button", name="Senden", exact=True).click()
    await expect(page.locator(".outgoing__file")).to_have_count(0)
    assert await agents_messages(world) == [("document", "")]


async def test_a_file_underway_cannot_be_removed(page, desk, world):
    await open_chat(page, desk, await world.held("anna"))
    go_on = asyncio.Event()

    async def hold(route):
        await go_on.wait()
        await route.continue_()

    await page.route("**/files", hold)
    await page.locator("input[type=file]").set_input_files(files("eins.pdf", "zwei.pdf", "drei.pdf"))
    await page.get_by_role("button", name="Senden", exact=True).click()

    remove = page.get_by_role("button", name="Entfernen", exact=True)
    await expect(remove.first).to_be_disabled()
    await remove.nth(1).click()
    go_on.set()
    await expect(page.locator(".outgoing__file")).to_have_count(0)
    await expect(page.locator("#messages .message--agent")).to_contain_text(["eins.pdf", "drei.pdf"])
    assert len(await agents_messages(world)) == 2


async def test_a_file_that_arrives_while_another_chat_is_open_is_shown_in_its_own(page, desk, world):
    chat, other = await world.held("anna", name="Rosa Vorlage"), await world.held("anna", name="Jonas Probe")
    await open_chat(page, desk, chat)
    is_sent, is_left = asyncio.Event(), asyncio.Event()

    async def hold(route):
        answer = await route.fetch()
        is_sent.set()
        await is_left.wait()
        await route.fulfill(response=answer)

    await page.route("**/files", hold)
    await page.locator("input[type=file]").set_input_files(files("eins.pdf", "zwei.pdf"))
    await page.get_by_role("button", name="Senden", exact=True).click()
    await is_sent.wait()
    await page.click("#mine >> text=Jonas Probe")
    await page.wait_for_url(f"**/{other}")
    await expect(page.locator("#chat_head h1")).to_have_text("Jonas Probe")
    await connected(page)
    # The stream begins with the whole chat, which would cover up what was put there wrongly.
    await page.wait_for_timeout(1000)
    is_left.set()

    await eventually(lambda: agents_messages(world), [("document", "")] * 2)
    await page.wait_for_timeout(500)
    await expect(page.locator("#messages .message--agent")).to_have_count(0)
    await expect(page.locator(".toast")).to_have_count(0)
    await page.click("#mine >> text=Rosa Vorlage")
    await expect(page.locator("#messages .message--agent")).to_have_count(2)


async def test_a_file_that_is_refused_while_another_chat_is_open_is_told_there(page, desk, world):
    chat, other = await world.held("anna", name="Rosa Vorlage"), await world.held("anna", name="Jonas Probe")
    text = await open_chat(page, desk, chat)
    is_left = asyncio.Event()

    async def hold(route):
        await is_left.wait()
        await route.continue_()

    await page.route("**/files", hold)
    await page.locator("input[type=file]").set_input_files(
        [{"name": "brief.pdf", "mimeType": "application/pdf", "buffer": b"MZ" + bytes(200)}]
    )
    await text.fill("Anbei der Brief.")
    await page.keyboard.press("Enter")
    await page.click("#mine >> text=Jonas Probe")
    await page.wait_for_url(f"**/{other}")
    await expect(page.locator("#chat_head h1")).to_have_text("Jonas Probe")
    is_left.set()

    await page.get_by_role("link", name="Ihre Nachricht wurde nicht gesendet").click()
    await page.wait_for_url(f"**/{chat}")
    await expect(text).to_have_value("Anbei der Brief.")
    assert await agents_messages(world) == []

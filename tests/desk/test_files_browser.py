"""Files of the reply in Chromium: chosen, sent with what is written, refused, and what becomes of them underway."""

import asyncio
from datetime import timedelta

import pytest
from playwright.async_api import expect
from sqlalchemy import select, update

from handoff.models import Author, Conversation, Message
from tests.desk.files import PDF
from tests.desk.serving import connected, eventually, go_to, log_in, open_chat


def files(*names):
    return [{"name": name, "mimeType": "application/pdf", "buffer": PDF} for name in names]


async def agents_messages(world):
    messages = await world.all(select(Message).where(Message.author == Author.AGENT).order_by(Message.id))
    return [(message.kind, message.body) for message in messages]


@pytest.fixture
async def held_back(page):
    """Files are on their way until this is set; it tells when the first is."""
    gate = asyncio.Event()
    gate.is_reached = asyncio.Event()

    async def hold(route):
        gate.is_reached.set()
        await gate.wait()
        await route.continue_()

    await page.route("**/files", hold)
    yield gate
    gate.set()


async def send_file(page, held_back, name="eins.pdf"):
    """By Enter in the empty reply; it is under way then."""
    await page.locator("input[type=file]").set_input_files(files(name))
    await page.locator("#body").press("Enter")
    await held_back.is_reached.wait()


async def answer_once(page, status):
    """What the page sends next gets a page of that status, which the browser does not note as an error."""
    await page.evaluate(
        """(status) => {
            const whole = window.fetch
            window.fetch = async () => {
                window.fetch = whole
                return new Response("<html></html>", { status, headers: { "Content-Type": "text/html" } })
            }
        }""",
        status,
    )


async def asks_before_leaving(page):
    """Whether the browser would ask before the page is read anew."""
    return await page.evaluate("!dispatchEvent(new Event('beforeunload', { cancelable: true }))")


async def give_to(world, chat, who):
    """Without a word to the open pages."""
    async with world.sessions.begin() as session:
        await session.execute(update(Conversation).where(Conversation.id == chat).values(agent_id=world.users[who]))


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


@pytest.mark.parametrize("status", [429, 502, 504])
async def test_a_server_that_is_not_well_leaves_the_files_where_they_are(status, page, desk, world):
    await open_chat(page, desk, await world.held("anna"))
    await page.locator("input[type=file]").set_input_files(files("eins.pdf"))
    await answer_once(page, status)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    await page.get_by_role("button", name="Senden", exact=True).click()

    await expect(page.locator("#file_problem")).to_contain_text("Nicht gesendet. Die Verbindung war weg.")
    await expect(page.locator(".outgoing__file")).to_be_visible()
    await page.get_by_role("button", name="Senden", exact=True).click()
    await eventually(lambda: agents_messages(world), [("document", "")])
    assert page.url not in asked


async def test_files_for_a_chat_that_has_gone_to_another_stay_and_the_page_says_who_has_it(page, desk, world):
    chat = await world.held("anna")
    text = await open_chat(page, desk, chat)
    await page.locator("input[type=file]").set_input_files(files("eins.pdf"))
    await text.fill("Anbei.")
    await give_to(world, chat, "bernd")
    await page.get_by_role("button", name="Senden", exact=True).click()

    await expect(page.get_by_role("alert").filter(has_text="Bernd Beispiel war schneller")).to_be_visible()
    await expect(page.locator("#file_problem")).to_contain_text("Nicht gesendet. Dieser Chat ist nicht mehr bei Ihnen.")
    await expect(page.locator(".outgoing__file")).to_be_visible()
    await expect(page.locator("#composer")).to_contain_text("Bernd Beispiel")
    assert await agents_messages(world) == []


async def test_files_wait_for_who_has_to_log_in_again(page, desk, world):
    chat, _ = await world.held("anna", name="Rosa Vorlage"), await world.held("anna", name="Jonas Probe")
    await open_chat(page, desk, chat)
    await page.locator("input[type=file]").set_input_files(files("eins.pdf"))
    await page.context.clear_cookies()
    await page.get_by_role("button", name="Senden", exact=True).click()

    await expect(page.locator("#file_problem")).to_contain_text("Sie sind nicht mehr angemeldet.")
    async with page.expect_popup() as tab:
        await page.evaluate("open('/login')")
    await log_in(await tab.value, desk)
    await go_to(page, "Jonas Probe")
    await go_to(page, "Rosa Vorlage")
    await page.locator("#body").press("Enter")
    await eventually(lambda: agents_messages(world), [("document", "")])
    await expect(page.locator("#file_problem")).to_be_empty()


async def test_files_come_back_with_a_page_that_is_read_anew(page, desk, world):
    await open_chat(page, desk, await world.held("anna"))
    await page.locator("input[type=file]").set_input_files(files("eins.pdf"))
    await answer_once(page, 403)
    async with page.expect_event("request", lambda request: request.url.endswith(page.url)):
        await page.get_by_role("button", name="Senden", exact=True).click()

    await expect(page.locator("#file_problem")).to_contain_text("Noch nicht gesendet.")
    await connected(page)
    await expect(page.locator(".outgoing__file")).to_be_visible()
    await page.get_by_role("button", name="Senden", exact=True).click()
    await eventually(lambda: agents_messages(world), [("document", "")])


async def test_a_reply_sent_while_its_file_is_under_way_follows_it(page, desk, world, clock, held_back):
    text = await open_chat(page, desk, await world.held("anna"))
    clock.now += timedelta(seconds=5)
    await send_file(page, held_back)
    await text.fill("Anbei.")
    await text.press("Enter")
    held_back.set()

    await eventually(lambda: agents_messages(world), [("document", ""), ("text", "Anbei.")])
    await expect(text).to_have_value("")


async def test_what_is_only_typed_while_a_file_is_under_way_stays(page, desk, world, held_back):
    text = await open_chat(page, desk, await world.held("anna"))
    await send_file(page, held_back)
    await text.fill("Anbei.")
    await text.press("Enter")
    await text.press_sequentially(" Bitte")
    held_back.set()

    await expect(page.locator(".outgoing__file")).to_have_count(0)
    await expect(text).to_have_value("Anbei. Bitte")
    assert await agents_messages(world) == [("document", "")]


async def test_a_reply_that_its_writer_left_waiting_for_a_file_is_told_where_he_is(page, desk, world, held_back):
    chat, _ = await world.held("anna", name="Rosa Vorlage"), await world.held("anna", name="Jonas Probe")
    text = await open_chat(page, desk, chat)
    await send_file(page, held_back)
    await text.fill("Anbei.")
    await text.press("Enter")
    await go_to(page, "Jonas Probe")
    held_back.set()

    await page.get_by_role("link", name="Ihre Nachricht wurde nicht gesendet").click()
    await page.wait_for_url(f"**/{chat}")
    await expect(text).to_have_value("Anbei.")
    assert await agents_messages(world) == [("document", "")]


async def test_a_reply_follows_its_file_when_its_writer_is_back_by_then(page, desk, world, clock, held_back):
    chat, _ = await world.held("anna", name="Rosa Vorlage"), await world.held("anna", name="Jonas Probe")
    text = await open_chat(page, desk, chat)
    clock.now += timedelta(seconds=5)
    await send_file(page, held_back)
    await text.fill("Anbei.")
    await text.press("Enter")
    await go_to(page, "Jonas Probe")
    await go_to(page, "Rosa Vorlage")
    await expect(page.locator(".outgoing__file[aria-busy=true]")).to_be_visible()
    held_back.set()

    await eventually(lambda: agents_messages(world), [("document", ""), ("text", "Anbei.")])
    await expect(page.locator(".outgoing")).to_be_hidden()


async def test_a_file_chosen_while_another_is_under_way_waits_to_be_sent(page, desk, world, clock, held_back):
    text = await open_chat(page, desk, await world.held("anna"))
    clock.now += timedelta(seconds=5)
    await page.locator("input[type=file]").set_input_files(files("eins.pdf"))
    await text.fill("Das war es.")
    await text.press("Enter")
    await held_back.is_reached.wait()
    await page.locator("input[type=file]").set_input_files(files("zwei.pdf"))
    held_back.set()

    await eventually(lambda: agents_messages(world), [("document", ""), ("text", "Das war es.")])
    await expect(page.locator(".outgoing__file")).to_contain_text(["zwei.pdf"])
    await page.get_by_label("Text dazu (freiwillig)").fill("Der Rest")
    await page.keyboard.press("Enter")
    await eventually(
        lambda: agents_messages(world), [("document", ""), ("text", "Das war es."), ("document", "Der Rest")]
    )
    await expect(page.locator(".outgoing")).to_be_hidden()


async def test_the_browser_asks_before_a_reload_would_lose_files(page, desk, world, held_back):
    await world.held("anna", name="Jonas Probe")
    await open_chat(page, desk, await world.held("anna", name="Rosa Vorlage"))
    assert not await asks_before_leaving(page)
    await page.locator("input[type=file]").set_input_files(files("eins.pdf"))
    assert await asks_before_leaving(page)
    await page.get_by_role("button", name="Abbrechen", exact=True).click()
    assert not await asks_before_leaving(page)

    await send_file(page, held_back)
    await go_to(page, "Jonas Probe")
    assert await asks_before_leaving(page)
    held_back.set()
    await eventually(lambda: asks_before_leaving(page), False)
    assert await agents_messages(world) == [("document", "")]


async def test_chosen_files_are_there_again_after_a_look_into_another_chat(page, desk, world):
    chat, _ = await world.held("anna", name="Rosa Vorlage"), await world.held("anna", name="Jonas Probe")
    text = await open_chat(page, desk, chat)
    await page.locator("input[type=file]").set_input_files(files("eins.pdf", "zwei.pdf"))
    await page.get_by_label("Text dazu (freiwillig)").first.fill("Der Antrag")
    await go_to(page, "Jonas Probe")
    await expect(page.locator(".outgoing")).to_be_hidden()
    await go_to(page, "Rosa Vorlage")

    await expect(page.locator(".outgoing__file")).to_contain_text(["eins.pdf", "zwei.pdf"])
    await page.get_by_role("button", name="Entfernen", exact=True).last.click()
    await text.press("Enter")
    await eventually(lambda: agents_messages(world), [("document", "Der Antrag")])
    await expect(page.locator(".outgoing")).to_be_hidden()

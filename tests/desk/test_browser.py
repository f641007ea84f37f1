"""The desk in Chromium: what only a real browser shows."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from handoff.models import Author, Conversation, Status

from .serving import connected, log_in


async def test_an_agent_takes_a_chat_answers_and_closes_it(page, desk, world, realtime, clock):
    chat = await world.waiting(name="Rosa Vorlage", unread=1)
    await log_in(page, desk)
    await expect(page).to_have_title("(1) Chats · Schalter")
    await page.click("text=Rosa Vorlage")
    await page.get_by_role("button", name="Übernehmen").click()
    composer = page.locator("#body")
    await expect(composer).to_be_focused()

    clock.now += timedelta(seconds=5)
    await composer.fill("Guten Tag!")
    await composer.press("Enter")
    await expect(page.locator(".message--agent .bubble__text")).to_have_text("Guten Tag!")
    await expect(composer).to_have_value("")

    clock.now += timedelta(seconds=5)
    await composer.fill("Noch nicht fertig")
    await world.message(chat, "Danke, das hilft mir.")
    await realtime.publish([chat])
    await expect(page.locator(".message--customer").last).to_contain_text("Danke, das hilft mir.")
    await expect(composer).to_have_value("Noch nicht fertig")
    await expect(page.locator(".message--agent")).to_have_count(1)
    assert (await world.get(Conversation, chat)).unread == 0

    await page.locator("#menu_closure summary").click()
    await page.get_by_role("button", name="Beenden", exact=True).click()
    await expect(page.locator("#mine")).to_contain_text("Sie haben gerade keinen Chat.")
    await expect(page).to_have_title("Chats · Schalter")


async def test_the_waiting_time_is_shown_and_survives_news(page, desk, world, realtime, clock):
    await world.waiting(name="Rosa Vorlage")
    clock.now += timedelta(minutes=83)
    await log_in(page, desk)
    time = page.locator("#waiting time").last
    await expect(time).to_have_text("1 Std. 23 Min.")

    newer = await world.waiting(name="Jonas Probe")
    await realtime.publish([newer])

    await expect(page.locator("#waiting li")).to_have_count(2)
    await expect(page.locator("#waiting time").first).to_have_text("1 Std. 23 Min.")


@pytest.mark.parametrize(
    ("gone", "shown"),
    [
        (timedelta(hours=2), "2 Std."),
        (timedelta(hours=24), "1 Tag"),
        (timedelta(hours=27, minutes=5), "1 Tag 3 Std."),
        (timedelta(days=2), "2 Tage"),
    ],
)
async def test_a_time_says_nothing_of_no_hours_or_minutes(page, desk, world, clock, gone, shown):
    await world.waiting()
    clock.now += gone
    await log_in(page, desk)

    await expect(page.locator("#waiting time")).to_have_text(shown)


async def test_what_is_for_who_writes_in_a_chat_shows_to_him_alone(page, desk, world, clock):
    chat = await world.waiting(name="Rosa Vorlage")
    values = {"author": Author.AGENT, "user_id": world.users["anna"], "status": Status.FAILED, "failure_code": 131026}
    await world.message(chat, "Guten Tag", **values)
    await log_in(page, desk)
    await page.goto(f"{desk}/desk/chats/{chat}")
    answer, callback = page.locator(".bubble__acts").first, page.get_by_role("link", name="Rückruf anlegen")

    await expect(page.locator(".message--failed")).to_be_visible()
    await expect(answer).to_be_hidden()
    await expect(callback).to_be_hidden()

    await page.get_by_role("button", name="Übernehmen").click()
    await expect(answer).to_be_visible()
    await expect(callback).to_be_visible()


async def test_on_a_phone_the_acts_stand_in_one_row_and_nothing_sticks_out(page, desk, world):
    chat = await world.held("anna", name="Rosa Vorlage-Musterfrau")
    await log_in(page, desk)
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.goto(f"{desk}/desk/chats/{chat}")
    close = page.locator("#menu_closure summary")

    await expect(close).to_have_text("Beenden", use_inner_text=True)
    await expect(close).to_have_accessible_name("Chat beenden")
    rows = "new Set([...document.querySelectorAll('.acts summary')].map(it => it.getBoundingClientRect().top)).size"
    assert await page.evaluate(f"[{rows}, document.documentElement.scrollWidth]") == [1, 390]
    send, tools = page.locator(".composer__row .button--main"), page.locator(".composer__row .button--bare")
    below = (await send.bounding_box())["y"] + (await send.bounding_box())["height"]
    assert all([(await tool.bounding_box())["y"] >= below for tool in await tools.all()])


async def test_confidential_text_is_kept_in_the_composer_with_the_reason(page, desk, world):
    chat = await world.held("anna")
    await log_in(page, desk)
    await page.goto(f"{desk}/desk/chats/{chat}")

    await page.fill("#body", "Ihre IBAN ist DE89 3704 0044 0532 0130 00.")
    await page.get_by_role("button", name="Senden").click()

    await expect(page.locator(".composer .notice")).to_contain_text("das nicht in den Chat gehört: IBAN")
    await expect(page.locator("#body")).to_have_value("Ihre IBAN ist DE89 3704 0044 0532 0130 00.")


@pytest.mark.parametrize("path", ["/desk", "/desk/callbacks", "/desk/chats/{chat}"])
async def test_every_page_fits_a_small_telephone(page, desk, world, path):
    chat = await world.held("anna", name="Mehmet Muster-Langername von und zu Beispielhausen")
    await world.message(chat, "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 3)
    await world.callback()
    for _ in range(12):
        await world.waiting(due_at=world.clock(), priority=3)
    await page.set_viewport_size({"width": 360, "height": 740})
    await log_in(page, desk)

    await page.goto(desk + path.format(chat=chat))

    assert await page.evaluate("document.documentElement.scrollWidth") <= 360


async def test_the_browser_tells_of_a_new_chat_once_and_names_nobody(page, desk, world, realtime):
    await log_in(page, desk)
    await page.evaluate("""() => {
        window.told = []
        window.Notification = class { constructor(text, { body }) { told.push([text, body]) } }
        window.Notification.permission = "granted"
        document.hasFocus = () => false
    }""")
    await connected(page)
    chat = await world.waiting(name="Rosa Vorlage")

    for _ in range(2):
        await realtime.publish([chat])
    await expect(page.locator("#waiting li")).to_have_count(1)
    await page.click("text=Rosa Vorlage")
    await page.wait_for_url("**/chats/*")

    told = await page.evaluate("told")
    assert told == [["Ein neuer Chat wartet", "Online-Banking entsperren"]]


async def test_earlier_messages_come_when_the_reader_scrolls_up(page, desk, world, clock):
    chat = await world.held("anna")
    for number in range(80):
        clock.now += timedelta(seconds=1)
        await world.message(chat, f"Zeile {number:02}.")
    await log_in(page, desk)
    await page.goto(f"{desk}/desk/chats/{chat}")
    await expect(page.locator(".messages").get_by_text("Zeile 79.")).to_be_in_viewport()
    await expect(page.locator(".messages").get_by_text("Zeile 05.")).to_have_count(0)

    await page.locator(".thread").evaluate("(thread) => { thread.scrollTop = 0 }")

    await expect(page.locator(".messages").get_by_text("Zeile 05.")).to_have_count(1)
    await expect(page.locator(".messages").get_by_text("Zeile 79.")).to_have_count(1)


async def test_of_the_lists_one_is_marked_as_chosen(page, desk):
    await log_in(page, desk)
    await page.get_by_role("link", name="Beendet").click()

    await expect(page.locator("#closed_title")).to_be_visible()
    await expect(page.locator(".browse__lists [aria-current]")).to_have_text(["Beendet"])


async def test_who_goes_to_another_field_while_news_come_stays_there(page, desk):
    await log_in(page, desk)
    await page.goto(f"{desk}/desk/profile")
    await connected(page)

    stays = await page.evaluate("""async () => {
        const [one, other] = document.querySelectorAll("main input[id]:not([type=hidden])")
        one.focus()
        Turbo.renderStreamMessage('<turbo-stream action="update" target="notices"><template></template></turbo-stream>')
        other.focus()
        await new Promise((resolve) => setTimeout(resolve, 300))
        return document.activeElement === other
    }""")

    assert stays


async def test_who_has_searched_types_on_behind_the_word(page, desk, world):
    await world.waiting()
    await log_in(page, desk)
    field = page.locator("#q")

    await page.locator("#find").fill("Zu")
    await page.locator("#find").press("Enter")
    await expect(field).to_be_focused()
    await page.keyboard.type("gang")
    await expect(field).to_have_value("Zugang")
    await expect(page.locator("#results mark")).to_have_text("Zugang")

    await page.goto(f"{desk}/desk/search?q=Zu")
    await expect(field).to_be_focused()
    await connected(page)
    await page.keyboard.type("gang")
    await expect(field).to_have_value("Zugang")

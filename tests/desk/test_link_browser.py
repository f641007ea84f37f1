"""In Chromium, what becomes of a page whose connection is gone: it says so, keeps everything, and heals by itself."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import expect
from sqlalchemy import delete, select, update

from handoff.models import Author, Conversation, Message, Note, Session, Theme, User
from tests.desk.serving import PASSWORD, connected, eventually, fill_in, free_port, log_in, open_chat

# Longer than a page believes in a connection by which it hears nothing; then longer than it keeps that to itself.
SILENCE, PATIENCE = 60_000, 6_000
# Longer than a step that failed is told.
LEGIBLE = 13_000


class Link:
    """Between browser and desk. What is cut is dead without a word: bytes go nowhere and nobody closes anything."""

    def __init__(self, desk):
        self.port, self._desk = free_port(), urlsplit(desk).port
        self.url = f"http://127.0.0.1:{self.port}"
        self.is_cut, self._dead, self._tasks = False, set(), set()

    def cut(self, *, wholly):
        """`wholly`: new connections are dead, too. Else a browser that writes by an old one is told."""
        self.is_cut = wholly
        self._dead |= self._tasks

    async def join(self, reader, writer):
        task = asyncio.current_task()
        self._tasks.add(task)
        if self.is_cut:
            self._dead.add(task)
        there, back = await asyncio.open_connection("127.0.0.1", self._desk)
        ways = [
            asyncio.create_task(self._carry(reader, back, task, is_told=True)),
            asyncio.create_task(self._carry(there, writer, task, is_told=False)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            for end in (writer, back):
                end.transport.abort()
            self._tasks.discard(task)

    async def _carry(self, reader, writer, task, *, is_told):
        with suppress(OSError):
            while data := await reader.read(65536):
                if task not in self._dead:
                    writer.write(data)
                    await writer.drain()
                elif is_told and not self.is_cut:
                    return

    async def come(self):
        self._server = await asyncio.start_server(self.join, "127.0.0.1", self.port)

    async def go(self):
        """Nobody answers any more: who asks is refused."""
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@pytest.fixture
async def link(desk):
    link = Link(desk)
    await link.come()
    yield link
    await link.go()


@pytest.fixture
async def page(link, browser):
    """Its console tells of the connections that fail; errors of scripts fail the test."""
    page = await browser.new_page(locale="de-DE")
    wrong = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    await page.context.close()
    # Turbo throws on what the browser told it.
    assert [error for error in wrong if "Failed to fetch" not in error] == []


async def test_a_stream_that_just_stops_is_begun_anew_where_it_was_heard_last(page, link, world, realtime, clock):
    chat = await world.held("anna")
    await page.clock.install()
    await open_chat(page, link.url, chat)
    clock.now += timedelta(seconds=5)
    await world.message(chat, "Sind Sie da?")
    await realtime.publish([chat])
    await expect(page.locator("#messages")).to_contain_text("Sind Sie da?")
    heard = clock.now

    link.cut(wholly=False)
    clock.now += timedelta(seconds=60)
    await world.message(chat, "Hallo?")
    await realtime.publish([chat])
    async with page.expect_request("**/desk/stream*") as asked:
        await page.clock.fast_forward(SILENCE)

    await expect(page.locator("#messages")).to_contain_text("Hallo?")
    await expect(page.locator("#lost")).to_be_hidden()
    # What was told before isn't told again.
    assert parse_qs(urlsplit((await asked.value).url).query)["since"] == [heard.isoformat()]


async def test_a_line_that_is_silently_dead_is_told_and_healed(page, link, world):
    chat = await world.held("anna")
    await page.clock.install()
    await open_chat(page, link.url, chat)

    link.cut(wholly=True)
    await page.clock.fast_forward(SILENCE)
    await page.clock.fast_forward(PATIENCE)
    await expect(page.locator("#lost")).to_be_visible()
    await world.message(chat, "Hallo?")

    link.is_cut = False
    await page.clock.fast_forward(SILENCE)
    await expect(page.locator("#messages")).to_contain_text("Hallo?")
    await expect(page.locator("#lost")).to_be_hidden()


async def test_a_quiet_desk_is_no_lost_one(page, link, world, monkeypatch):
    monkeypatch.setattr("handoff.web.live.stream.GLANCE", 0.2)
    await page.clock.install()
    streams = []
    page.on("request", lambda request: streams.append(request.url) if "/desk/stream" in request.url else None)
    await open_chat(page, link.url, await world.held("anna"))
    await page.evaluate("""() => {
        window.beats = 0
        document.querySelector("turbo-stream-source").streamSource.addEventListener("beat", () => window.beats++)
    }""")
    before = len(streams)

    for _ in range(4):
        await page.clock.fast_forward(SILENCE / 3)
        beats = await page.evaluate("window.beats")
        await page.wait_for_function("(beats) => window.beats > beats + 1", arg=beats)

    await expect(page.locator("#lost")).to_be_hidden()
    assert len(streams) == before


async def end_log_ins(world):
    async with world.sessions.begin() as session:
        await session.execute(delete(Session))


async def test_a_log_in_that_ends_without_connection_is_noticed_when_it_is_back(page, link, world):
    body = await open_chat(page, link.url, await world.held("anna"))
    await link.go()
    await body.fill("Halb geschr")
    await end_log_ins(world)

    await link.come()

    await expect(page).to_have_url(f"{link.url}/login", timeout=15_000)
    await expect(page.get_by_role("button", name="Anmelden")).to_be_visible()


async def sent(world):
    return [message.body for message in await world.all(select(Message).where(Message.author == Author.AGENT))]


@pytest.fixture
async def left_waiting(page, link, world, realtime):
    """A message of Anna waits, and her log-in has ended; returns its chat."""
    async with world.sessions.begin() as session:
        await session.execute(update(User).where(User.id == world.users["anna"]).values(theme=Theme.DARK))
    chat = await world.held("anna")
    body = await open_chat(page, link.url, chat)
    await page.route("**/messages", lambda route: route.abort())
    await body.fill("Eins")
    await body.press("Enter")
    await expect(page.locator("#pending [data-state=waiting]")).to_contain_text("Eins")
    await end_log_ins(world)
    await realtime.publish([chat])
    await expect(page).to_have_url(f"{link.url}/login")
    await page.unroute("**/messages")
    return chat


async def test_what_waits_is_sent_when_its_writer_has_logged_in_again(page, world, left_waiting):
    html = page.locator("html")
    await expect(html).to_have_attribute("data-theme", "auto")
    await page.get_by_role("button", name="English").click()
    await expect(html).to_have_attribute("lang", "en")
    await page.fill("[name=email]", "anna@musterstadt.example")
    await page.fill("[name=password]", "falsch")
    await page.click("main button")
    await expect(page.get_by_role("alert").filter(has_text="password is wrong")).to_be_visible()
    await expect(page.locator("[name=password]")).to_be_focused()

    await fill_in(page)

    await eventually(lambda: sent(world), ["Eins"])
    await expect(html).to_have_attribute("data-theme", "dark")
    await expect(html).to_have_attribute("lang", "de")
    await page.locator("#mine .line__link").click()
    await expect(page.locator("#messages")).to_contain_text("Eins")
    await expect(page.locator("#pending")).to_be_empty()


async def test_what_waits_is_nobody_elses_who_logs_in_instead(page, link, world, left_waiting):
    await fill_in(page, "bernd")
    tries = []
    page.on("request", lambda request: tries.append(request.url) if request.url.endswith("/messages") else None)

    await page.evaluate("dispatchEvent(new Event('online'))")
    await page.evaluate("(chat) => Turbo.visit(`/desk/chats/${chat}`)", str(left_waiting))
    await expect(page.locator("#chat_head")).to_be_visible()

    await expect(page.locator("#pending")).to_be_empty()
    await expect(page.locator("body")).not_to_contain_text("Eins")
    await page.evaluate("dispatchEvent(new Event('online'))")
    assert await sent(world) == tries == []


async def test_what_waits_holds_nobody_up_who_logs_in_instead(page, link, world, clock, left_waiting):
    async with world.sessions.begin() as session:
        (await session.get_one(Conversation, left_waiting)).agent_id = world.users["bernd"]
    clock.now += timedelta(seconds=5)
    await fill_in(page, "bernd")
    await page.evaluate("(chat) => Turbo.visit(`/desk/chats/${chat}`)", str(left_waiting))
    await page.locator("#body").fill("Von Bernd")
    await page.keyboard.press("Enter")

    await expect(page.locator("#messages .message--agent")).to_contain_text("Von Bernd")
    await expect(page.locator("#pending")).to_be_empty()
    assert await sent(world) == ["Von Bernd"]


@pytest.mark.parametrize("answer", [None, 502])
async def test_the_log_in_form_says_that_nobody_answers(page, link, world, answer):
    async def fail(route):
        await (route.fulfill(status=answer, content_type="text/html", body="<h1>x</h1>") if answer else route.abort())

    await page.goto(f"{link.url}/login")
    await page.route("**/login", fail, times=1)
    await page.fill("[name=email]", "anna@musterstadt.example")
    await page.fill("[name=password]", PASSWORD)

    await page.click("main button")

    await expect(page.get_by_role("alert")).to_contain_text("Die Anmeldung hat gerade nicht geklappt.")
    await page.click("main button")
    await page.wait_for_url("**/desk")


async def typing_without_connection(page, world, link):
    """In a chat with half an answer; beside it another one, whose name is returned."""
    chat, _ = await world.held("anna", name="Rosa Vorlage"), await world.held("anna", name="Otto Entwurf")
    await open_chat(page, link.url, chat)
    await link.go()
    await page.locator("#body").fill("Halb geschr")
    return chat, "Otto Entwurf"


async def told(page):
    await expect(page.locator("#lost")).to_contain_text("Ihr letzter Schritt hat nicht geklappt.")
    await expect(page.locator("#undone")).to_be_visible()


async def test_a_click_without_connection_leaves_the_page_as_it_is(page, link, world):
    chat, other = await typing_without_connection(page, world, link)

    await page.locator("#mine").get_by_text(other).click()

    await told(page)
    await expect(page).to_have_url(f"{link.url}/desk/chats/{chat}")
    await expect(page.locator("#body")).to_have_value("Halb geschr")
    await expect(page.locator("#mine [aria-current=page]")).to_contain_text("Rosa Vorlage")
    await expect(page.locator("html")).not_to_have_attribute("aria-busy", "true")
    await expect(page.locator(".turbo-progress-bar")).to_have_count(0)

    await link.come()
    await expect(page.locator("#lost")).to_be_hidden()
    await expect(page.locator("#undone")).to_be_hidden()
    await page.locator("#mine").get_by_text(other).click()
    await expect(page.locator("#chat_head")).to_contain_text(other)


async def test_the_browsers_back_without_connection_stays_and_works_later(page, link, world):
    chat = await world.held("anna", name="Rosa Vorlage")
    await open_chat(page, link.url, await world.held("anna", name="Otto Entwurf"))
    await page.locator("#mine").get_by_text("Rosa Vorlage").click()
    await expect(page.locator("#chat_head")).to_contain_text("Rosa Vorlage")
    await connected(page)
    await link.go()
    await page.locator("#body").fill("Halb geschr")

    await page.evaluate("history.back()")

    await told(page)
    await expect(page).to_have_url(f"{link.url}/desk/chats/{chat}")
    await expect(page.locator("#body")).to_have_value("Halb geschr")
    await link.come()
    await expect(page.locator("#lost")).to_be_hidden()
    await page.evaluate("history.back()")
    await expect(page.locator("#chat_head")).to_contain_text("Otto Entwurf")


async def test_a_form_without_connection_says_so_and_keeps_what_was_chosen(page, link, world):
    chat = await world.held("anna", topic="contact")
    await page.set_viewport_size({"width": 1440, "height": 900})
    await open_chat(page, link.url, chat)
    await link.go()
    topic = page.get_by_label("Thema des Chats")
    await topic.select_option("personal_data")

    await page.get_by_role("complementary", name="Hinweise").get_by_role("button", name="Ändern").click()

    await told(page)
    await expect(page).to_have_url(f"{link.url}/desk/chats/{chat}")
    await expect(topic).to_have_value("personal_data")


def unwell(status):
    return lambda route: route.fulfill(status=status, content_type="text/html", body="<h1>x</h1>")


async def told_alone(page):
    """Of the step; the connection is there."""
    await expect(page.locator("#undone")).to_be_visible()
    await expect(page.locator("#unconnected")).to_be_hidden()
    await expect(page.locator("h1", has_text="x")).to_have_count(0)


async def test_a_click_that_the_server_cannot_answer_leaves_the_page_as_it_is(page, link, world):
    chat, other = await world.held("anna"), await world.held("anna", name="Otto Entwurf")
    body = await open_chat(page, link.url, chat)
    await body.fill("Halb geschr")
    await page.route(f"**/desk/chats/{other}", unwell(502))

    await page.locator("#mine").get_by_text("Otto Entwurf").click()

    await told_alone(page)
    await expect(page).to_have_url(f"{link.url}/desk/chats/{chat}")
    await expect(body).to_have_value("Halb geschr")
    await expect(page.locator("html")).not_to_have_attribute("aria-busy", "true")
    await page.unroute(f"**/desk/chats/{other}")
    await page.locator("#mine").get_by_text("Otto Entwurf").click()
    await expect(page.locator("#chat_head")).to_contain_text("Otto Entwurf")
    await page.route(f"**/desk/chats/{chat}", unwell(503))
    await page.evaluate("history.back()")
    await told_alone(page)
    await expect(page).to_have_url(f"{link.url}/desk/chats/{other}")


async def test_forms_that_the_server_cannot_answer_keep_what_was_written_and_chosen(page, link, world):
    await page.set_viewport_size({"width": 1440, "height": 900})
    await open_chat(page, link.url, await world.held("anna", topic="contact"))
    note = await open_note(page)
    await note.fill("Ruft morgen an.")
    await page.route("**/notes", unwell(503), times=1)
    await page.get_by_role("button", name="Notieren").click()
    await told_alone(page)
    await expect(note).to_have_value("Ruft morgen an.")
    await page.get_by_role("button", name="Notieren").click()
    await expect(page.locator(".message--note")).to_contain_text("Ruft morgen an.")

    topic = page.get_by_label("Thema des Chats")
    await topic.select_option("personal_data")
    await page.route("**/topic", unwell(503), times=1)
    change = page.get_by_role("complementary", name="Hinweise").get_by_role("button", name="Ändern")
    await change.click()
    await told_alone(page)
    await expect(topic).to_have_value("personal_data")
    await expect(change).to_be_enabled()


@pytest.mark.parametrize("status", [None, 503])
async def test_what_is_loaded_when_it_is_seen_is_asked_for_again(page, link, world, status):
    await page.clock.install()
    await page.route("**/desk/colleagues", unwell(status) if status else lambda route: route.abort())
    await open_chat(page, link.url, await world.held("anna"))
    await page.locator("#presence summary").click()
    await expect(page.locator("#undone")).to_be_visible()
    colleagues = page.locator("#colleagues")
    await expect(colleagues).to_have_text("…")

    async with page.expect_request("**/desk/colleagues"):
        await page.clock.fast_forward(LEGIBLE)
    await expect(page.locator("#lost")).to_be_hidden()
    await page.unroute("**/desk/colleagues")
    await page.clock.fast_forward(LEGIBLE)

    await expect(colleagues).to_contain_text("Bernd Beispiel")


async def open_note(page):
    await page.locator("#note_switch summary").click()
    return page.get_by_label("Interne Notiz")


async def test_a_half_written_note_survives_a_reload_for_its_writer_alone(page, link, world):
    chat = await world.held("anna")
    await open_chat(page, link.url, chat)
    note = await open_note(page)
    await note.press_sequentially("Ruft an: @Bern")
    await note.press("Enter")
    await expect(note).to_have_value("Ruft an: @Bernd Beispiel ")
    other = await world.held("anna")

    await page.goto(f"{link.url}/desk/chats/{other}")
    await expect(await open_note(page)).to_have_value("")
    await page.goto(f"{link.url}/desk/chats/{chat}")
    await page.reload()
    await expect(await open_note(page)).to_have_value("Ruft an: @Bernd Beispiel ")

    await page.context.clear_cookies()
    await log_in(page, link.url, "bernd")
    await page.goto(f"{link.url}/desk/chats/{chat}")
    await page.locator("#note_switch summary").click()
    await expect(page.get_by_label("Internal note")).to_have_value("")
    await page.context.clear_cookies()
    await open_chat(page, link.url, chat)
    note = await open_note(page)
    await expect(note).to_have_value("Ruft an: @Bernd Beispiel ")

    await page.get_by_role("button", name="Notieren").click()
    await expect(page.locator(".message--note")).to_contain_text("Ruft an: @Bernd Beispiel")
    await expect(note).to_have_value("")
    await page.reload()
    await expect(await open_note(page)).to_have_value("")


async def test_a_note_without_connection_says_so_and_is_sent_later(page, link, world):
    await open_chat(page, link.url, await world.held("anna"))
    note = await open_note(page)
    await note.fill("Ruft morgen an.")
    await link.go()

    await page.get_by_role("button", name="Notieren").click()

    said = page.get_by_role("alert").filter(has_text="Noch nicht gespeichert. Ihr Text bleibt hier stehen")
    await expect(said).to_be_visible()
    await expect(note).to_have_value("Ruft morgen an.")
    assert await world.all(select(Note)) == []
    await link.come()
    await page.get_by_role("button", name="Notieren").click()
    await expect(page.locator(".message--note")).to_contain_text("Ruft morgen an.")
    await expect(said).to_be_hidden()
    await expect(note).to_have_value("")


@pytest.mark.parametrize(("more", "notes"), [("", ["Ruft an."]), (" Bald.", ["Ruft an.", "Ruft an. Bald."])])
async def test_a_note_whose_answer_got_lost_comes_once_and_what_is_added_comes_too(page, link, world, more, notes):
    async def lose(route):
        await route.fetch()
        await route.abort()

    await open_chat(page, link.url, await world.held("anna"))
    note = await open_note(page)
    await note.fill("Ruft an.")
    await page.route("**/notes", lose, times=1)
    await page.get_by_role("button", name="Notieren").click()
    await expect(page.get_by_role("alert").filter(has_text="Noch nicht gespeichert")).to_be_visible()

    await note.press_sequentially(more)
    await page.get_by_role("button", name="Notieren").click()

    await expect(note).to_have_value("")
    assert [row.body for row in await world.all(select(Note).order_by(Note.body))] == notes


async def test_a_note_whose_answer_got_lost_comes_once_though_the_page_is_read_anew(page, link, world):
    async def lose(route):
        await route.fetch()
        await route.abort()

    await open_chat(page, link.url, await world.held("anna"))
    await (await open_note(page)).fill("Ruft an.")
    await page.route("**/notes", lose, times=1)
    await page.get_by_role("button", name="Notieren").click()
    await expect(page.get_by_role("alert").filter(has_text="Noch nicht gespeichert")).to_be_visible()

    await page.reload()
    note = await open_note(page)
    await expect(note).to_have_value("Ruft an.")
    await page.get_by_role("button", name="Notieren").click()
    await expect(note).to_have_value("")
    await expect(page.locator(".message--note")).to_have_count(1)
    assert len(await world.all(select(Note))) == 1


async def test_a_choice_of_notices_that_did_not_get_through_stands_as_it_was(page, link, world):
    await open_chat(page, link.url, await world.held("anna"))
    await page.locator("#notice_settings summary").click()
    sound = page.locator("#notice_settings [value=sound]")
    await expect(sound).to_be_checked()
    await link.go()

    await sound.click()

    await expect(page.locator("#undone")).to_be_visible()
    await expect(sound).to_be_checked()
    await link.come()
    await sound.click()
    await expect(sound).not_to_be_checked()
    await page.reload()
    await expect(sound).not_to_be_checked()


async def test_a_note_in_which_the_guard_found_something_is_kept_nowhere(page, link, world):
    await open_chat(page, link.url, await world.held("anna"))
    note = await open_note(page)
    await note.fill("Seine PIN ist 4711.")

    await page.get_by_role("button", name="Notieren").click()

    await expect(page.get_by_role("alert")).to_contain_text("nicht aufbewahrt werden darf")
    await note.press_sequentially(" Wirklich.")
    assert "4711" not in await page.evaluate("JSON.stringify(sessionStorage)")
    await note.fill("Er kennt seine PIN.")
    await page.get_by_role("button", name="Notieren").click()
    await expect(page.locator(".message--note")).to_contain_text("Er kennt seine PIN.")

"""The composer in Chromium: text blocks, drafts on two devices, messages on the screen before they are sent."""

import asyncio
import os
import re
import shutil
from datetime import timedelta

import pytest
from playwright.async_api import async_playwright, expect
from sqlalchemy import select, update

from handoff.models import Audit, Author, Conversation, Draft, Message, Session, TextBlock, User
from handoff.settings import Settings
from tests.desk.conftest import SECRET
from tests.desk.serving import eventually, free_port, open_chat, serving

CHROMIUM = shutil.which("chromium")
IBAN = "DE89 3704 0044 0532 0130 00"
# What a browser notes of a desk that is away, and of a reply that was refused.
EXPECTED = ("net::ERR_", "status of 422", "status of 503", "status of 409")


@pytest.fixture
async def devices(start):
    """Opens a page with cookies of its own; what goes wrong in its scripts fails the test."""
    if CHROMIUM is None and not os.environ.get("CI"):
        pytest.skip("Chromium is not installed")
    wrong = []

    def hear(message):
        if message.type == "error" and not any(part in message.text for part in EXPECTED):
            wrong.append(message.text)

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])

        async def device(**options):
            context = await browser.new_context(locale="de-DE", **options)
            page = await context.new_page()
            page.on("console", hear)
            page.on("pageerror", lambda error: wrong.append(str(error)))
            return page

        yield device
        await browser.close()
    assert wrong == []


@pytest.fixture
async def page(devices):
    return await devices()


@pytest.fixture
async def held_back(page):
    """Messages are on their way until this is set."""
    gate = asyncio.Event()

    async def hold(route):
        await gate.wait()
        await route.continue_()

    await page.route("**/messages", hold)
    yield gate
    gate.set()


@pytest.fixture
async def block(world):
    async def block(shortcut, title, de, *, uses=0, institution="musterstadt", **values):
        block = TextBlock(
            institution_id=world.institutions[institution],
            shortcut=shortcut,
            title=title,
            bodies={"de": de},
            uses=uses,
            changed_at=world.clock(),
        )
        for key, value in values.items():
            setattr(block, key, value)
        async with world.sessions.begin() as session:
            session.add(block)
        return block.id

    return block


def options(page):
    return page.get_by_role("listbox", name="Textbausteine").get_by_role("option")


async def sent(world):
    messages = await world.all(select(Message).where(Message.author == Author.AGENT).order_by(Message.id))
    return [message.body for message in messages]


async def log_in_again(world, clock):
    """Log-ins end after some hours without a click; these go on."""
    async with world.sessions.begin() as session:
        await session.execute(update(Session).values(seen_at=clock(), created_at=clock()))


async def drafts(world):
    return [draft.body for draft in await world.all(select(Draft))]


async def test_a_slash_opens_the_text_blocks_and_the_keyboard_alone_inserts_two(page, desk, world, block, clock):
    chat = await world.held("anna", name="Rosa Vorlage")
    hello = await block("hallo", "Begrüßung", "Guten Tag {customer}, hier ist {agent}.", uses=3)
    more = await block("danke", "Dank", "Vielen Dank! Ihre {institution}")
    text = await open_chat(page, desk, chat)

    await page.keyboard.type("Also: /")
    query = page.get_by_role("combobox", name="Textbaustein suchen")
    await expect(query).to_be_focused()
    await expect(options(page)).to_have_count(2)
    await page.keyboard.type("danke")
    await expect(options(page)).to_have_count(1)
    await page.keyboard.press("Escape")
    await expect(text).to_have_value("Also: ")
    await expect(text).to_be_focused()

    await page.keyboard.press("Control+j")
    await expect(options(page)).to_have_count(2)
    await expect(page.locator("#text_blocks [aria-selected=true]")).to_contain_text("Begrüßung")
    await page.keyboard.press("ArrowDown")
    await expect(page.locator("#text_blocks [aria-selected=true]")).to_contain_text("Dank")
    assert await query.get_attribute("aria-activedescendant") == f"text_block_{more}"
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Enter")
    await expect(text).to_have_value("Also: Guten Tag Rosa Vorlage, hier ist Anna Agentin.")
    await page.keyboard.type(" /dank")
    await page.keyboard.press("Enter")
    whole = "Also: Guten Tag Rosa Vorlage, hier ist Anna Agentin. Vielen Dank! Ihre Sparkasse Musterstadt"
    await expect(text).to_have_value(whole)

    clock.now += timedelta(seconds=5)
    await page.keyboard.press("Enter")
    await expect(page.locator("#messages .message--agent")).to_contain_text("Vielen Dank!")
    assert await sent(world) == [whole]
    assert (await world.get(TextBlock, hello)).uses == 4
    assert (await world.get(TextBlock, more)).uses == 1


async def test_a_variable_without_value_is_asked_before_the_block_is_inserted(page, desk, world, block):
    chat = await world.held("anna")
    await block("termin", "Termin", "Ihr Termin: {appointment}. Kommen Sie {appointment}!")
    text = await open_chat(page, desk, chat)

    await page.keyboard.type("/")
    await options(page).click()
    field = page.get_by_label("Nächster Termin")
    await expect(field).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(field).to_have_attribute("aria-invalid", "true")
    await page.keyboard.type("Montag, 9 Uhr {agent}")
    await page.keyboard.press("Enter")

    await expect(text).to_have_value("Ihr Termin: Montag, 9 Uhr {agent}. Kommen Sie Montag, 9 Uhr {agent}!")
    await expect(text).to_be_focused()


async def test_a_list_of_blocks_that_does_not_arrive_says_so_and_comes_with_the_next_letter(page, desk, world, block):
    chat = await world.held("anna")
    await block("info", "Info", "Anbei.")
    await open_chat(page, desk, chat)
    await page.route("**/text-blocks?*", lambda route: route.abort())
    lost = page.get_by_role("alert").filter(has_text="Die Liste kam nicht an.")

    await page.keyboard.type("/i")
    await expect(lost).to_be_visible()
    await page.unroute("**/text-blocks?*")
    await page.keyboard.type("n")

    await expect(options(page)).to_have_count(1)
    await expect(lost).to_be_hidden()


async def test_the_list_of_blocks_is_shut_by_sending(page, desk, world, block, clock):
    chat = await world.held("anna")
    await block("danke", "Dank", "Vielen Dank!")
    text = await open_chat(page, desk, chat)
    clock.now += timedelta(seconds=5)

    await text.fill("Guten Tag")
    await page.keyboard.press("Control+j")
    await expect(options(page)).to_have_count(1)
    await page.get_by_role("button", name="Senden", exact=True).click()

    await expect(page.locator("#messages .message--agent")).to_contain_text("Guten Tag")
    await expect(page.get_by_role("dialog", name="Textbausteine")).to_be_hidden()
    await expect(text).to_be_focused()


async def test_a_slash_within_a_word_is_a_slash(page, desk, world):
    text = await open_chat(page, desk, await world.held("anna"))

    await page.keyboard.type("und/oder 24/7 / mehr")

    await expect(text).to_have_value("und/oder 24/7 / mehr")


async def test_the_file_of_a_block_is_named_and_can_be_left_out(page, desk, world, block):
    chat = await world.held("anna")
    block_id = await block("info", "Info", "Anbei.", file_name="Preise.pdf", mime_type="application/pdf", content=b"x")
    text = await open_chat(page, desk, chat)

    await page.keyboard.type("/info")
    await options(page).click()
    chip = page.locator(".composer .chip")
    await expect(chip).to_contain_text("Preise.pdf")
    await expect(page.locator("form input[name=block_file]")).to_have_value(str(block_id))
    await expect(text).to_have_value("Anbei.")
    await eventually(lambda: drafts(world), ["Anbei."])
    await page.reload()
    await expect(chip).to_contain_text("Preise.pdf")

    await page.get_by_role("button", name="Datei nicht mitsenden").click()
    await expect(chip).to_have_count(0)


async def test_a_draft_survives_a_reload_is_on_the_other_device_and_ends_with_sending(devices, desk, world, clock):
    chat = await world.held("anna", name="Rosa Vorlage")
    here, there = await devices(), await devices()
    text = await open_chat(here, desk, chat)
    await text.fill("Ich sehe gleich nach, ob ")
    await expect(here.locator(".composer__foot")).to_contain_text("Entwurf gespeichert")
    await here.reload()
    await expect(text).to_have_value("Ich sehe gleich nach, ob ")

    other = await open_chat(there, desk, chat)
    await expect(other).to_have_value("Ich sehe gleich nach, ob ")
    await expect(there.locator("#mine .line")).to_contain_text("Entwurf")
    await there.keyboard.type("das geht.")
    await eventually(lambda: drafts(world), ["Ich sehe gleich nach, ob das geht."])
    clock.now += timedelta(seconds=5)
    await there.keyboard.press("Enter")

    await expect(there.locator("#mine .line__draft")).to_have_count(0)
    assert await drafts(world) == []
    await here.evaluate("window.dispatchEvent(new Event('focus'))")
    await expect(text).to_have_value("")
    assert await sent(world) == ["Ich sehe gleich nach, ob das geht."]


async def test_an_older_page_does_not_overwrite_a_newer_draft(devices, desk, world):
    chat = await world.held("anna")
    here, there = await devices(), await devices()
    text = await open_chat(here, desk, chat)
    await text.fill("Erst")
    await eventually(lambda: drafts(world), ["Erst"])
    other = await open_chat(there, desk, chat)
    await there.keyboard.type(" dort")
    await eventually(lambda: drafts(world), ["Erst dort"])

    await text.press_sequentially(" hier")
    await expect(here.locator(".composer .notice")).to_contain_text("an anderer Stelle weitergeschrieben")
    await expect(here.locator(".composer .notice")).to_contain_text("Erst dort")
    await expect(text).to_have_value("Erst hier")
    assert await drafts(world) == ["Erst dort"]
    await here.get_by_role("button", name="Diesen Text nehmen").click()
    await expect(text).to_have_value("Erst dort")
    await here.keyboard.type("!")
    await eventually(lambda: drafts(world), ["Erst dort!"])
    await expect(other).to_have_value("Erst dort")


async def test_what_the_guard_finds_is_marked_while_typing_and_kept_nowhere(page, desk, world):
    chat = await world.held("anna")
    text = await open_chat(page, desk, chat)
    await text.fill("Ihre IBAN ")
    await eventually(lambda: drafts(world), ["Ihre IBAN "])

    await text.press_sequentially(f"ist {IBAN}.")
    await expect(page.locator(".composer mark")).to_contain_text(IBAN)
    await expect(page.locator(".composer .notice")).to_contain_text("nicht als Entwurf gespeichert")
    assert not any("3704 0044" in body for body in await drafts(world))

    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("Nicht gesendet")
    await expect(text).to_have_value(f"Ihre IBAN ist {IBAN}.")
    await expect(page.locator(".message--pending")).to_have_count(0)
    await expect(page.get_by_role("button", name="Trotzdem senden")).to_have_count(0)
    assert await sent(world) == []


async def test_where_the_catalogue_lets_people_they_confirm_and_send(page, desk, world, clock):
    chat = await world.held("anna", topic="contact")
    text = await open_chat(page, desk, chat)
    clock.now += timedelta(seconds=5)
    await text.fill(f"Unser Spendenkonto: {IBAN}")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Trotzdem senden").click()

    await expect(page.locator("#messages .message--agent")).to_contain_text(IBAN)
    assert await sent(world) == [f"Unser Spendenkonto: {IBAN}"]
    (row,) = await world.all(select(Audit).where(Audit.act == "overrule_guard"))
    assert row.after["kinds"] == ["IBAN"] and IBAN not in str(row.after)


async def test_offline_messages_wait_on_the_screen_and_go_out_once_and_in_order(page, desk, world, clock):
    text = await open_chat(page, desk, await world.held("anna"))
    clock.now += timedelta(seconds=5)
    await page.context.set_offline(True)
    for body in ("Eins", "Zwei", "Drei"):
        await text.fill(body)
        await page.keyboard.press("Enter")

    pending = page.locator("#pending .message--pending")
    await expect(pending).to_have_count(3)
    await expect(pending.first).to_contain_text("Noch nicht gesendet")
    await expect(text).to_have_value("")
    assert await sent(world) == []

    await page.context.set_offline(False)
    await expect(page.locator("#messages .message--agent")).to_have_count(3)
    await expect(pending).to_have_count(0)
    assert await sent(world) == ["Eins", "Zwei", "Drei"]


async def test_what_was_sent_from_one_chat_goes_out_while_another_is_open(page, desk, world):
    chat, other = await world.held("anna", name="Rosa Vorlage"), await world.held("anna", name="Jonas Probe")
    text = await open_chat(page, desk, chat)
    await page.route("**/messages", lambda route: route.abort())
    await text.fill("Unterwegs")
    await page.keyboard.press("Enter")
    await page.click("#mine >> text=Jonas Probe")
    await page.wait_for_url(f"**/{other}")
    await expect(page.locator(".message--pending")).to_have_count(0)

    await page.unroute("**/messages")
    await eventually(lambda: sent(world), ["Unterwegs"])
    await expect(page.locator(".message--agent")).to_have_count(0)
    await page.click("#mine >> text=Rosa Vorlage")
    await expect(page.locator(".message--agent")).to_have_count(1)


async def test_an_answer_that_got_lost_makes_no_second_message(page, desk, world, clock):
    text = await open_chat(page, desk, await world.held("anna"))
    clock.now += timedelta(seconds=5)

    async def lose(route):
        await route.fetch()
        await route.abort()

    await page.route("**/messages", lose, times=1)
    await text.fill("Nur einmal")
    await page.keyboard.press("Enter")

    await expect(page.locator("#messages .message--agent")).to_have_count(1)
    await expect(page.locator(".message--pending")).to_have_count(0)
    await page.wait_for_timeout(2500)
    await expect(page.locator(".message--agent")).to_have_count(1)
    assert await sent(world) == ["Nur einmal"]


async def test_a_second_try_that_the_thread_shows_before_its_answer_lets_the_next_one_go(page, desk, world, clock):
    text = await open_chat(page, desk, await world.held("anna"))
    clock.now += timedelta(seconds=5)
    shown = asyncio.Event()

    async def answer_late(route):
        answer = await route.fetch()
        await shown.wait()
        await route.fulfill(response=answer)

    await page.context.set_offline(True)
    for body in ("Eins", "Zwei"):
        await text.fill(body)
        await page.keyboard.press("Enter")
    await expect(page.locator(".message--pending").first).to_contain_text("Noch nicht gesendet")
    await page.route("**/messages", answer_late, times=1)
    await page.context.set_offline(False)
    await expect(page.locator("#messages .message--agent")).to_have_text([re.compile("Eins")])
    shown.set()

    await expect(page.locator("#messages .message--agent")).to_have_count(2)
    await expect(page.locator(".message--pending")).to_have_count(0)
    assert await sent(world) == ["Eins", "Zwei"]


async def test_a_desk_that_dies_and_comes_back_gets_the_message_once(
    page, start, world, clock, catalogue, realtime, redis_url
):
    port = free_port()
    settings = Settings(SCHALTER_PORT=port, SCHALTER_SECRET_KEY=SECRET, REDIS_URL=redis_url)
    parts = {
        "sessions": world.sessions,
        "realtime": realtime,
        "vault": world.vault,
        "clock": clock,
        "catalogue": catalogue,
    }
    chat = await world.held("anna")
    async with serving(settings, **parts):
        text = await open_chat(page, f"http://127.0.0.1:{port}", chat)
    clock.now += timedelta(seconds=5)
    await text.fill("Kommt das an?")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message--pending")).to_contain_text("Noch nicht gesendet")
    assert await sent(world) == []

    async with serving(settings, **parts):
        await expect(page.locator("#messages .message--agent")).to_have_count(1, timeout=30_000)
        await expect(page.locator(".message--pending")).to_have_count(0)
        assert await sent(world) == ["Kommt das an?"]
        await page.goto("about:blank")


async def test_two_quick_clicks_and_two_enters_send_once(page, desk, world, clock):
    text = await open_chat(page, desk, await world.held("anna"))
    clock.now += timedelta(seconds=5)
    await text.fill("Doppelt?")
    await page.get_by_role("button", name="Senden").dblclick()
    await expect(page.locator("#messages .message--agent")).to_have_count(1)
    await text.fill("Noch einmal?")
    await page.evaluate("""() => { for (let n = 0; n < 2; n++) document.getElementById("body")
        .dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true })) }""")
    await expect(page.locator("#messages .message--agent")).to_have_count(2)

    assert await sent(world) == ["Doppelt?", "Noch einmal?"]


async def test_after_a_refused_message_those_behind_it_come_back_with_it(page, desk, world):
    text = await open_chat(page, desk, await world.held("anna"))
    await page.context.set_offline(True)
    for body in (f"Ihre IBAN ist {IBAN}.", "Und danach das."):
        await text.fill(body)
        await page.keyboard.press("Enter")
    await expect(page.locator(".message--pending")).to_have_count(2)
    await text.fill("Gerade getippt")

    await page.context.set_offline(False)
    await expect(page.get_by_role("alert").first).to_contain_text("Nicht gesendet", timeout=20_000)
    await expect(text).to_have_value(f"Ihre IBAN ist {IBAN}.\n\nUnd danach das.\n\nGerade getippt")
    await expect(page.locator(".message--pending")).to_have_count(0)
    assert await sent(world) == []


async def test_a_message_for_a_chat_that_is_gone_says_so_and_keeps_its_text(page, desk, world):
    chat = await world.held("anna")
    text = await open_chat(page, desk, chat)
    await text.fill("Zu spät")
    async with world.sessions.begin() as session:
        await session.execute(update(Conversation).where(Conversation.id == chat).values(agent_id=world.users["bernd"]))
    await page.keyboard.press("Enter")

    await expect(page.locator(".message--pending")).to_contain_text("nicht mehr bei Ihnen")
    await expect(page.locator(".message--pending")).to_contain_text("Zu spät")
    await page.get_by_role("button", name="Verwerfen").click()
    await expect(page.locator(".message--pending")).to_have_count(0)


async def test_what_is_refused_while_another_chat_is_open_is_told_there_and_marked_in_the_list(
    page, desk, world, held_back
):
    chat, other = await world.held("anna", name="Rosa Vorlage"), await world.held("anna", name="Otto Entwurf")
    text = await open_chat(page, desk, chat)
    await text.fill(f"Ihre IBAN ist {IBAN}.")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message--pending")).to_have_count(1)
    await page.locator(f"#line_{other} a").click()
    await expect(page.locator("#chat_head")).to_contain_text("Otto Entwurf")
    held_back.set()

    notice = page.locator("#notices").get_by_role("link", name="Ihre Nachricht wurde nicht gesendet")
    await expect(notice).to_be_visible(timeout=20_000)
    await expect(page.locator("[data-unsent]")).to_have_count(1)
    await expect(page.locator(f"#line_{chat}")).to_contain_text("Nicht gesendet")
    await world.message(chat, "Noch da?")

    await notice.click()
    await expect(page.locator("#body")).to_have_value(f"Ihre IBAN ist {IBAN}.")
    await expect(page.locator("#composer")).to_contain_text("Das gehört nicht in den Chat")
    await page.locator("#body").fill("Guten Tag")
    await expect(page.locator("[data-unsent]")).to_have_count(0)


async def test_what_is_refused_where_nothing_can_be_written_any_more_is_not_lost(page, desk, world, clock, held_back):
    chat, other = await world.held("anna", name="Rosa Vorlage"), await world.held("anna", name="Otto Entwurf")
    text = await open_chat(page, desk, chat)
    await text.fill("Zu spät")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message--pending")).to_have_count(1)
    clock.now += timedelta(hours=25)
    await log_in_again(world, clock)
    await page.locator(f"#line_{other} a").click()
    await expect(page.locator("#chat_head")).to_contain_text("Otto Entwurf")
    held_back.set()

    await expect(page.locator(f"#line_{chat}")).to_contain_text("Nicht gesendet", timeout=20_000)
    await page.locator(f"#line_{chat} a").click()
    await expect(page.locator(".message--pending")).to_contain_text("Zu spät")
    await expect(page.locator(".message--pending")).to_contain_text("Der Server hat die Nachricht nicht angenommen.")
    await page.get_by_role("button", name="Verwerfen").click()
    await expect(page.locator("[data-unsent]")).to_have_count(0)


async def test_a_silenced_failure_is_marked_and_not_told(page, desk, world, held_back):
    chat, other = await world.held("anna", name="Rosa Vorlage"), await world.held("anna", name="Otto Entwurf")
    async with world.sessions.begin() as session:
        await session.execute(update(User).where(User.id == world.users["anna"]).values(silenced=["failure"]))
    text = await open_chat(page, desk, chat)
    await text.fill("Zu spät")
    await page.keyboard.press("Enter")
    async with world.sessions.begin() as session:
        await session.execute(update(Conversation).where(Conversation.id == chat).values(agent_id=world.users["bernd"]))
    await page.locator(f"#line_{other} a").click()
    await expect(page.locator("#chat_head")).to_contain_text("Otto Entwurf")
    held_back.set()

    await page.locator("#browse").get_by_role("link", name="Bei anderen").click()
    await expect(page.locator(f"#browse #line_{chat}")).to_contain_text("Nicht gesendet", timeout=20_000)
    await expect(page.locator("#notices .toast")).to_have_count(0)


async def test_the_hints_follow_the_topic_that_the_agent_chooses_and_stay_folded(page, desk, world, realtime):
    chat = await world.held("anna", topic="contact", priority=2)
    await page.set_viewport_size({"width": 1440, "height": 900})
    text = await open_chat(page, desk, chat)
    await text.fill("Bleibt stehen")
    hints = page.get_by_role("complementary", name="Hinweise")
    await expect(hints).to_contain_text("Darf hier beantwortet werden.")

    topic = page.get_by_label("Thema des Chats")
    await topic.select_option("personal_data")
    async with world.sessions.begin() as session:
        await session.execute(update(Conversation).values(due_at=world.clock() + timedelta(minutes=7)))
    await realtime.publish([chat])
    await expect(hints).to_contain_text("hier bis 11:07")
    await expect(topic).to_have_value("personal_data")
    await hints.get_by_role("button", name="Ändern").click()
    await expect(hints).to_contain_text("Persönlich: nie im Chat beantworten")
    await expect(page.locator(".head__sub")).to_contain_text("Eigenes Konto")
    await expect(text).to_have_value("Bleibt stehen")
    conversation = await world.get(Conversation, chat)
    assert (conversation.topic, conversation.priority) == ("personal_data", 2)
    (row,) = await world.all(select(Audit).where(Audit.act == "change_topic"))
    assert (row.before, row.after) == ({"topic": "contact"}, {"topic": "personal_data"})

    await hints.locator("summary").click()
    await expect(page.locator("#hints")).to_be_hidden()
    await page.reload()
    await expect(page.locator("#hints")).to_be_hidden()


@pytest.mark.parametrize(
    ("gone", "level", "said"),
    [
        (timedelta(hours=20), "", ""),
        (timedelta(hours=22, minutes=30), "soon", "nur noch zwei Stunden"),
        (timedelta(hours=23, minutes=50), "last", "nur noch eine Viertelstunde"),
    ],
)
async def test_the_window_stands_out_before_it_shuts_and_is_told_once(page, desk, world, clock, gone, level, said):
    chat = await world.held("anna")
    clock.now += gone
    await open_chat(page, desk, chat)

    window = page.locator("#window")
    await expect(window.locator("time")).not_to_be_empty()
    assert (await window.get_attribute("data-level") or "") == level
    await expect(window.get_by_role("status")).to_contain_text(said)
    await page.reload()
    if level:
        await expect(window).to_have_attribute("data-level", level)


async def test_a_new_word_of_the_customer_opens_the_window_anew_at_once(page, desk, world, clock, realtime):
    chat = await world.held("anna")
    clock.now += timedelta(hours=23, minutes=50)
    text = await open_chat(page, desk, chat)
    await text.fill("Bleibt stehen")
    await expect(page.locator("#window")).to_have_attribute("data-level", "last")

    async with world.sessions.begin() as session:
        await session.execute(update(Conversation).values(last_inbound_at=clock.now))
    await realtime.publish([chat])

    await expect(page.locator("#window")).not_to_have_attribute("data-level", "last")
    await expect(page.locator("#window").get_by_role("status")).to_be_empty()
    await expect(page.locator("#window time")).to_have_text(re.compile("Std|Tag"))
    await expect(text).to_have_value("Bleibt stehen")

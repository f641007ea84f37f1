"""In Chromium, answers that come when their chat is left already, or while another is on its way."""

import asyncio
from datetime import timedelta

import pytest
from playwright.async_api import expect
from sqlalchemy import select, update

from handoff.models import Conversation, Note
from tests.desk.serving import connected, log_in


@pytest.fixture
async def late(page):
    """Holds back the next answer of that path: the server has done its work, and the browser doesn't know yet."""

    async def late(path):
        done, let_go = asyncio.Event(), asyncio.Event()

        async def hold(route):
            # By itself it would leave out from which page the request comes.
            answer = await route.fetch(headers=await route.request.all_headers())
            done.set()
            await let_go.wait()
            await route.fulfill(response=answer)

        await page.route(path, hold, times=1)
        return done, let_go

    return late


async def go_to(page, name):
    await page.click(f"#mine >> text={name}")
    await expect(page.locator("#chat_head h1")).to_have_text(name)
    await connected(page)
    # The stream begins with the whole chat, which would cover up what was put there wrongly.
    await page.wait_for_timeout(1000)


@pytest.fixture
async def at_the_first(page, desk, world):
    """Anna is in the first of her two chats."""
    chat = await world.held("anna", name="Rosa Vorlage")
    await world.held("anna", name="Jonas Probe")
    await log_in(page, desk)
    await page.goto(f"{desk}/desk/chats/{chat}")
    await connected(page)
    return chat


async def test_a_note_is_not_put_into_the_chat_that_is_open_by_then(page, world, at_the_first, late):
    await page.locator("#note_switch summary").click()
    await page.get_by_label("Interne Notiz").fill("Nur zu Rosa Vorlage.")
    done, let_go = await late("**/notes")
    await page.get_by_role("button", name="Notieren").click()
    await done.wait()
    await go_to(page, "Jonas Probe")
    let_go.set()
    await page.wait_for_timeout(500)

    await expect(page.locator(".message--note")).to_have_count(0)
    await go_to(page, "Rosa Vorlage")
    await expect(page.locator(".message--note")).to_contain_text("Nur zu Rosa Vorlage.")
    await page.locator("#note_switch summary").click()
    await expect(page.get_by_label("Interne Notiz")).to_have_value("")
    assert len(await world.all(select(Note))) == 1


async def test_what_comes_while_an_earlier_message_is_marked_as_read_is_read_too(
    page, world, realtime, at_the_first, late
):
    done, let_go = await late("**/reading")
    await hear(world, realtime, at_the_first, "Eins")
    await done.wait()
    await expect(page.locator("#chat_head")).to_have_attribute("data-unread", "0")
    await hear(world, realtime, at_the_first, "Zwei")
    await expect(page.locator("#chat_head")).to_have_attribute("data-unread", "1")
    let_go.set()

    await expect(page.locator("#chat_head")).to_have_attribute("data-unread", "0")
    assert (await world.get(Conversation, at_the_first)).unread == 0


async def hear(world, realtime, chat, body):
    """The customer writes."""
    await world.message(chat, body)
    async with world.sessions.begin() as session:
        await session.execute(
            update(Conversation).where(Conversation.id == chat).values(unread=Conversation.unread + 1)
        )
    await realtime.publish([chat])


async def test_what_is_typed_on_while_a_note_is_sent_is_the_next_note(page, world, at_the_first, late):
    await page.locator("#note_switch summary").click()
    note = page.get_by_label("Interne Notiz")
    await note.fill("Ruft an.")
    done, let_go = await late("**/notes")
    await note.press("Control+Enter")
    await done.wait()
    await note.press_sequentially(" Bald.")
    let_go.set()

    await expect(note).to_have_value("Bald.")
    await note.press("Control+Enter")
    await expect(note).to_have_value("")
    await expect(page.locator(".message--note")).to_have_count(2)


async def test_an_answer_after_what_was_written_later_leaves_the_order(
    page, world, realtime, clock, at_the_first, late
):
    clock.now += timedelta(seconds=5)
    done, let_go = await late("**/messages")
    await page.locator("#body").fill("Guten Tag")
    await page.keyboard.press("Enter")
    await expect(page.locator("#messages .message--agent")).to_have_count(1)
    clock.now += timedelta(seconds=5)
    await hear(world, realtime, at_the_first, "Danke")
    messages = page.locator("#messages .message")
    await expect(messages.last).to_contain_text("Danke")
    let_go.set()
    await expect(page.locator(".message--pending")).to_have_count(0)
    await page.wait_for_timeout(300)

    await expect(messages.last).to_contain_text("Danke")

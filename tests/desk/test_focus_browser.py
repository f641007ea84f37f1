"""In Chromium, who types stays where he types, whatever comes meanwhile: words for colleagues don't go to the customer,
and letters of a text do nothing.
"""

from datetime import timedelta

from playwright.async_api import expect
from sqlalchemy import update

from handoff.models import Conversation, Owner
from tests.desk.serving import connected, log_in, open_chat


async def heard(world, realtime, chat, at):
    """The customer's last message came at that time."""
    async with world.sessions.begin() as session:
        await session.execute(update(Conversation).where(Conversation.id == chat).values(last_inbound_at=at))
    await realtime.publish([chat])


async def open_note(page):
    await page.locator("#note_switch summary").click()
    note = page.get_by_label("Interne Notiz")
    await expect(note).to_be_focused()
    return note


async def test_a_note_goes_on_when_the_reply_comes_back(page, desk, world, realtime, clock):
    chat = await world.held("anna")
    await heard(world, realtime, chat, clock() - timedelta(days=2))
    await log_in(page, desk)
    await page.goto(f"{desk}/desk/chats/{chat}")
    await connected(page)
    note = await open_note(page)
    await page.keyboard.type("Schwieriger Fall, ")

    await heard(world, realtime, chat, clock())
    await expect(page.locator("#body")).to_be_visible()
    await page.wait_for_timeout(200)
    await page.keyboard.type("bitte an Bernd")

    await expect(note).to_have_value("Schwieriger Fall, bitte an Bernd")
    await expect(page.locator("#body")).to_have_value("")


async def test_the_reply_goes_on_when_the_answer_to_a_note_comes(page, desk, world, hold):
    text = await open_chat(page, desk, await world.held("anna"))
    note = await open_note(page)
    await note.fill("Nur für uns.")
    let_go = await hold("**/notes")
    await note.press("Control+Enter")
    await text.click()
    await page.keyboard.type("Guten ")
    let_go.set()
    await expect(page.locator(".message--note")).to_have_count(1)
    await page.wait_for_timeout(200)
    await page.keyboard.type("Tag")

    await expect(text).to_have_value("Guten Tag")
    await expect(page.get_by_label("Interne Notiz")).to_have_value("")


async def test_the_answer_to_a_reaction_leaves_who_writes_where_he_is(page, desk, world, hold):
    chat = await world.held("anna")
    text = await open_chat(page, desk, chat)
    await page.locator(".message--customer").hover()
    await page.get_by_role("button", name="Reagieren").click()
    let_go = await hold("**/reaction")
    await page.locator("[data-reactions-target=palette] [value='👍']").click()
    await text.click()
    await page.keyboard.type("Gern, ")
    let_go.set()
    await expect(page.locator(".message--customer")).to_contain_text("👍")
    await page.wait_for_timeout(200)
    await page.keyboard.type("p")

    await expect(text).to_have_value("Gern, p")
    assert (await world.get(Conversation, chat)).owner is Owner.AGENT


async def test_escape_in_the_reply_leaves_the_note_alone(page, desk, world):
    chat = await world.held("anna")
    text = await open_chat(page, desk, chat)
    note = await open_note(page)
    await page.locator(".message--customer").hover()
    await page.get_by_role("button", name="Auf diese Nachricht antworten").click()
    await expect(text).to_be_focused()
    await page.keyboard.press("Escape")
    await page.keyboard.type("passt")

    await expect(text).to_have_value("passt")
    await expect(note).to_be_visible()
    await note.focus()
    await page.keyboard.press("Escape")
    await expect(note).to_be_hidden()
    await expect(page.locator("#note_switch summary")).to_be_focused()


async def test_letters_typed_on_when_the_window_shuts_do_nothing(page, desk, world, realtime, clock):
    chat = await world.held("anna")
    await open_chat(page, desk, chat)
    await page.keyboard.type("Guten Tag, ")
    await heard(world, realtime, chat, clock() - timedelta(days=2))
    await expect(page.locator("#body")).to_have_count(0)
    await page.keyboard.type("bis bald")
    await page.wait_for_timeout(500)

    assert (await world.get(Conversation, chat)).owner is Owner.AGENT
    await page.wait_for_timeout(3200)
    await page.keyboard.press("w")
    await expect(page.locator("#menu_transfer")).to_have_attribute("open", "")

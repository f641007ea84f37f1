"""In Chromium, a text that is written while lines are slow and chats are left: kept once, and told where it isn't."""

import pytest
from playwright.async_api import expect
from sqlalchemy import select

from handoff.models import Author, Draft, Message
from tests.desk.serving import eventually, go_to, open_chat

IBAN = "DE89 3704 0044 0532 0130 00"


async def drafts(world):
    return [draft.body for draft in await world.all(select(Draft))]


async def sent(world):
    return [row.body for row in await world.all(select(Message).where(Message.author == Author.AGENT))]


@pytest.fixture
async def two(world):
    return await world.held("anna", name="Rosa Vorlage"), await world.held("anna", name="Jonas Probe")


async def test_what_is_refused_stays_marked_when_its_chat_is_left_again(page, desk, world, two):
    text = await open_chat(page, desk, two[0])
    await text.fill(f"Ihre IBAN ist {IBAN}.")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("Nicht gesendet")
    await expect(page.locator("[data-unsent]")).to_have_count(1)

    async with page.expect_response("**/draft"):
        await go_to(page, "Jonas Probe")
    await page.wait_for_timeout(300)

    await expect(page.locator("[data-unsent]")).to_have_count(1)
    await go_to(page, "Rosa Vorlage")
    await expect(text).to_have_value(f"Ihre IBAN ist {IBAN}.")


async def test_a_letter_between_a_refusal_and_its_composer_is_added_to_the_refused_text(page, desk, world):
    text = await open_chat(page, desk, await world.held("anna"))
    await page.evaluate("""() => document.addEventListener("turbo:before-stream-render", ({ target }) => {
        const field = document.getElementById("body")
        if (target.target !== "composer" || field.dataset.typed) return
        field.dataset.typed = "yes"
        field.value += "!"
        field.dispatchEvent(new Event("input", { bubbles: true }))
    })""")
    await text.fill(f"Ihre IBAN ist {IBAN}.")
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("alert")).to_contain_text("Nicht gesendet")
    await expect(text).to_have_value(f"Ihre IBAN ist {IBAN}.!")


async def test_a_draft_that_arrives_after_its_message_is_no_new_draft(page, desk, world, two, hold):
    text = await open_chat(page, desk, two[0])
    let_go = await hold("**/draft")
    async with page.expect_request("**/draft"):
        await text.fill("Hallo")
    await go_to(page, "Jonas Probe")
    async with page.expect_response("**/draft"):
        await go_to(page, "Rosa Vorlage")
    await text.press("Enter")
    await expect(page.locator("#messages .message--agent")).to_have_count(1)

    async with page.expect_response("**/draft"):
        let_go.set()
    await page.wait_for_timeout(1500)
    assert (await drafts(world), await sent(world)) == ([], ["Hallo"])
    await expect(text).to_have_value("")


async def test_what_is_on_its_way_does_not_stand_in_the_reply_again(page, desk, world, two, hold):
    text = await open_chat(page, desk, two[0])
    await text.fill("Hallo")
    await eventually(lambda: drafts(world), ["Hallo"])
    let_go = await hold("**/messages")
    await text.press("Enter")
    await go_to(page, "Jonas Probe")
    await go_to(page, "Rosa Vorlage")

    await expect(page.locator(".message--pending")).to_contain_text("Hallo")
    await expect(text).to_have_value("")
    await text.press_sequentially("Und?")
    let_go.set()
    await expect(page.locator("#messages .message--agent")).to_have_count(1)
    await eventually(lambda: drafts(world), ["Und?"])
    assert await sent(world) == ["Hallo"]


async def test_a_draft_without_an_answer_is_tried_again_with_what_was_added(page, desk, world):
    """The first gets through, and its answer doesn't."""

    async def swallow(route):
        await route.fetch()

    text = await open_chat(page, desk, await world.held("anna"))
    await page.route("**/draft", swallow, times=1)
    async with page.expect_request("**/draft"):
        await text.fill("Eins")
    await text.press_sequentially(" zwei")

    await eventually(lambda: drafts(world), ["Eins zwei"])
    await expect(page.get_by_text("Entwurf gespeichert")).to_be_visible()
    await expect(page.locator(".composer .notice")).to_have_count(0)


async def test_what_is_written_behind_a_waiting_message_is_kept_though_its_chat_is_left(page, desk, world, two, hold):
    text = await open_chat(page, desk, two[0])
    let_go = await hold("**/messages")
    await text.fill("Eins")
    await page.keyboard.press("Enter")
    await text.fill("Zwei")
    await go_to(page, "Jonas Probe")
    let_go.set()

    await eventually(lambda: sent(world), ["Eins"])
    await eventually(lambda: drafts(world), ["Zwei"])

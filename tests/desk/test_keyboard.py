"""The desk by keyboard alone: single keys, arrows through the lists, the sheet and the palette."""

from datetime import timedelta

from playwright.async_api import expect
from sqlalchemy import update

from handoff.models import Conversation, Owner

from .serving import PASSWORD, connected, log_in
from .test_labels import label


async def test_a_chat_is_taken_and_left_by_keys(page, desk, world, clock):
    chat = await world.waiting(name="Rosa Vorlage")
    clock.now += timedelta(seconds=1)
    await world.waiting(name="Ulf Unbekannt")
    await log_in(page, desk)
    await connected(page)

    await page.keyboard.press("Alt+ArrowDown")
    await expect(page.get_by_role("heading", name="Rosa Vorlage")).to_be_visible()
    await page.keyboard.press("Alt+ArrowDown")
    await expect(page.get_by_role("heading", name="Ulf Unbekannt")).to_be_visible()
    await page.keyboard.press("Alt+ArrowUp")
    await expect(page.get_by_role("heading", name="Rosa Vorlage")).to_be_visible()
    await page.keyboard.press("t")
    await expect(page.locator("#body")).to_be_focused()

    assert (await world.get(Conversation, chat)).agent_id == world.users["anna"]


async def test_a_menu_opened_by_its_key_is_gone_on_in_by_keys(page, desk, world):
    chat = await world.held("anna")
    await label(world)
    await log_in(page, desk)
    await page.goto(f"{desk}/desk/chats/{chat}")
    await connected(page)

    for key, menu in (("w", "transfer"), ("s", "snooze"), ("l", "labels"), ("e", "closure")):
        await page.locator(".thread").focus()
        await page.keyboard.press(key)
        await expect(page.locator(f"#menu_{menu} :is(input, select, button, textarea):focus")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.locator(f"#menu_{menu} summary")).to_be_focused()


async def test_a_chat_is_put_back_by_its_key(page, desk, world):
    chat = await world.held("anna", name="Rosa Vorlage")
    await log_in(page, desk)
    await page.goto(f"{desk}/desk/chats/{chat}")
    await connected(page)
    await page.locator(".thread").focus()
    await page.keyboard.press("p")
    await page.wait_for_url("**/desk")

    assert (await world.get(Conversation, chat)).owner is Owner.WAITING


async def test_the_slash_leads_to_the_search_from_everywhere(page, desk, world):
    await log_in(page, desk)
    await page.keyboard.press("/")
    await expect(page.locator("#find")).to_be_focused()

    await page.goto(f"{desk}/desk/profile")
    await page.keyboard.press("/")
    await page.wait_for_url("**/desk/search")


async def test_keys_are_letters_while_somebody_types(page, desk, world):
    chat = await world.held("anna")
    await log_in(page, desk)
    await page.goto(f"{desk}/desk/chats/{chat}")
    await page.locator("#body").press_sequentially("Ab e? tb")

    await expect(page.locator("#body")).to_have_value("Ab e? tb")
    await expect(page.locator("#keys_sheet")).not_to_be_visible()


async def test_the_sheet_opens_by_its_key_and_switches_single_keys_off(page, desk, world):
    await log_in(page, desk)
    await page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Tastenkürzel")
    await expect(sheet.get_by_text("Strg").first).to_be_visible()
    await expect(sheet.get_by_text("Zum Kalender")).to_be_visible()
    await expect(sheet.get_by_text("Zur Verwaltung")).to_have_count(0)
    await page.keyboard.press("Escape")
    await expect(sheet).not_to_be_visible()

    await page.keyboard.press("?")
    await sheet.get_by_role("button", name="Einzeltasten ausschalten").click()
    await expect(page.locator("body")).to_have_attribute("data-keys-on-value", "false")
    await page.keyboard.press("?")
    await expect(sheet).not_to_be_visible()

    await page.get_by_role("button", name="Tastenkürzel").click()
    await expect(sheet.get_by_role("button", name="Einzeltasten einschalten")).to_be_visible()


async def test_the_palette_finds_what_can_be_done_here(page, desk, world):
    await world.waiting(name="Rosa Vorlage")
    await log_in(page, desk)
    await connected(page)
    await page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Was möchten Sie tun?")
    await expect(field).to_be_focused()
    await field.press_sequentially("kalend")
    await expect(page.locator("#palette").get_by_role("option")).to_have_count(1)
    await page.keyboard.press("Enter")

    await page.wait_for_url("**/desk/callbacks")
    await page.keyboard.press("Control+k")
    await field.press_sequentially("gibt es nicht")
    await expect(page.get_by_text("Dazu gibt es auf dieser Seite nichts.")).to_be_visible()


async def test_the_palette_knows_the_acts_of_a_chat_and_begins_with_them(page, desk, world):
    chat = await world.held("anna", name="Rosa Vorlage")
    await world.waiting(name="Ulf Unbekannt")
    await log_in(page, desk)
    await page.goto(f"{desk}/desk/chats/{chat}")
    await connected(page)
    options = page.locator("#palette").get_by_role("option")

    await page.keyboard.press("Control+k")
    await expect(options.filter(has_text="Weitergeben")).to_be_visible()
    await page.keyboard.type("ulf")
    await expect(options).to_have_text(["Ulf Unbekannt · Online-Banking entsperren"])
    await page.keyboard.press("Escape")

    await page.keyboard.press("Control+k")
    await page.keyboard.type("weitergeb")
    await page.keyboard.press("Enter")
    await expect(page.locator("#menu_transfer select")).to_be_focused()


async def test_an_administrator_has_a_menu_of_his_own(page, desk, world):
    await page.goto(f"{desk}/login")
    await page.fill("[name=email]", "adam@musterstadt.example")
    await page.fill("[name=password]", PASSWORD)
    await page.click("main button")
    await page.locator("#presence summary").click()

    await expect(page.locator("#presence").get_by_role("link", name="Mein Profil", exact=True)).to_be_visible()
    await expect(page.locator("#presence turbo-frame")).to_have_count(0)
    await page.keyboard.press("Escape")
    await page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Tastenkürzel")
    await expect(sheet.get_by_text("Zur Verwaltung")).to_be_visible()
    await expect(sheet.get_by_text("Übernehmen")).to_have_count(0)


async def test_a_notice_leads_to_its_chat(page, desk, world, realtime, clock):
    await log_in(page, desk)
    await connected(page)
    chat = await world.waiting(name="Rosa Vorlage")
    await realtime.publish([chat])

    notice = page.locator("#notices").get_by_text("Ein neuer Chat wartet")
    await notice.click()

    await expect(page.get_by_role("heading", name="Rosa Vorlage")).to_be_visible()
    await expect(notice).not_to_be_visible()


async def test_of_many_notices_at_once_the_newest_are_shown_and_the_others_counted(page, desk, world, realtime):
    await log_in(page, desk)
    await connected(page)

    chats = [await world.waiting() for _ in range(5)]
    await realtime.publish(chats)

    notices = page.locator("#notices")
    await expect(notices.get_by_text("und 2 weitere")).to_be_visible()
    await expect(notices.locator(".toast:visible")).to_have_count(3)
    for others in (1, 0):
        await notices.get_by_role("button").last.click()
        await expect(notices.locator(".notices__more")).to_have_text(f"und {others} weitere")
    await expect(notices.locator(".notices__more")).to_be_hidden()


async def test_notices_are_chosen_without_leaving_the_page(page, desk, world):
    await log_in(page, desk)
    await page.locator("#notice_settings summary").click()
    async with page.expect_response("**/desk/notices"):
        await page.get_by_label("Ein neuer Chat wartet").uncheck()
    await page.keyboard.press("Escape")
    await expect(page.get_by_label("Ein neuer Chat wartet")).not_to_be_visible()
    await page.reload()
    await page.locator("#notice_settings summary").click()

    await expect(page.get_by_label("Ein neuer Chat wartet")).not_to_be_checked()
    await expect(page.get_by_label("Neue Nachricht in meinem Chat")).to_be_checked()


async def test_the_palette_finds_what_stands_there_anew_when_it_is_chosen(page, desk, world, realtime):
    chat = await world.waiting(name="Rosa Vorlage")
    await log_in(page, desk)
    await connected(page)
    await page.wait_for_timeout(1000)
    await page.keyboard.press("Control+k")
    await page.keyboard.type("rosa")
    options = page.locator("#palette").get_by_role("option")
    await expect(options).to_have_count(1)

    async with world.sessions.begin() as session:
        await session.execute(update(Conversation).values(owner=Owner.AGENT, agent_id=world.users["anna"]))
    await realtime.publish([chat])
    await expect(page.locator("#mine")).to_contain_text("Rosa Vorlage")
    await page.keyboard.press("Enter")

    await page.wait_for_url(f"**/{chat}")

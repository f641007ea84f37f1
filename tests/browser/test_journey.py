"""The whole journey in a browser: phone, bot, handoff, desk, phone again, and the bot once more."""

import re

from playwright.async_api import expect

from handoff.demo.institutions import demo_institutions
from simulator.client import Simulator

PATIENCE = 15_000


async def log_in(page, running, user):
    await page.goto(f"{running.url}/login")
    await page.fill("input[name=email]", user.email)
    await page.fill("input[name=password]", running.settings.demo_password.get_secret_value())
    await page.click("form[action='/login'] button")
    await page.wait_for_url("**/desk")


async def says(phone, text):
    await phone.locator("[data-input]").fill(text)
    await phone.locator("[data-send]").click()


async def hears(phone, text):
    await expect(phone.locator("[data-bubble].theirs", has_text=text).last).to_be_visible(timeout=PATIENCE)


async def test_from_the_phone_to_a_person_and_back_to_the_bot(running, browser):
    async with Simulator(running.simulator_url) as simulator:
        mara = await simulator.customer("Mara Beispiel")
    table = await browser.new_page()
    await table.goto(f"{running.simulator_url}/?customers={mara.id}")
    phone = table.locator(f"[data-customer='{mara.id}']")
    desk = await browser.new_page()
    await log_in(desk, running, demo_institutions()[0].users[0])

    await says(phone, "Wann habt ihr am Samstag auf?")
    await hears(phone, "Willkommen bei der Sparkasse Musterstadt")
    await hears(phone, "Filiale Mitte")

    await says(phone, "Ich möchte bitte mit einem Menschen schreiben")
    await hears(phone, "Team")
    line = desk.locator("#waiting .line", has_text="Mara Beispiel")
    await expect(line).to_be_visible(timeout=PATIENCE)

    await line.locator("a").click()
    await desk.locator("form[action$='/assignment'] button").click()
    await expect(desk.locator("#messages")).to_contain_text("Wann habt ihr am Samstag auf?")
    await says(phone, "Hallo, ist da jemand?")
    await expect(desk.locator("#messages")).to_contain_text("Hallo, ist da jemand?", timeout=PATIENCE)

    await desk.locator("textarea[name=body]").fill("Guten Tag, hier ist Anna.")
    await desk.locator("form[action$='/messages'] .button--main").click()
    await hears(phone, "Guten Tag, hier ist Anna.")
    sent = desk.locator("#messages li", has_text="Guten Tag, hier ist Anna.")
    await expect(sent).to_have_count(1)

    await desk.locator("#menu_closure summary").click()
    await desk.locator("form[action$='/closure'] button").click()
    await expect(desk).to_have_url(re.compile("/desk"))
    await says(phone, "Danke! Und wo sind Ihre Filialen?")
    await hears(phone, "Musterplatz 1")

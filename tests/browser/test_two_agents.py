"""A customer on the phone and two people at the desk, all at once: what one does, the others see."""

import asyncio
import re
import signal

import pytest
from playwright.async_api import expect

from handoff.demo.institutions import demo_institutions
from simulator.client import Simulator

from .test_journey import PATIENCE, hears, log_in, says

# WhatsApp tries again by and by, and so does the browser.
AGAIN = 60_000


@pytest.fixture
async def phone(running, browser):
    async with Simulator(running.simulator_url) as simulator:
        mara = await simulator.customer("Mara Beispiel")
    table = await browser.new_page()
    await table.goto(f"{running.simulator_url}/?customers={mara.id}")
    return table.locator(f"[data-customer='{mara.id}']")


@pytest.fixture
async def desks(running, browser):
    """Anna's page and Bernd's, each in a browser of its own, hers in German and his in English."""
    anna, bernd = [await (await browser.new_context()).new_page() for _ in range(2)]
    await log_in(anna, running, demo_institutions()[0].users[0])
    await log_in(bernd, running, demo_institutions()[0].users[1])
    return anna, bernd


def messages(desk):
    return desk.locator("#messages")


async def answer(desk, text):
    await desk.locator("textarea[name=body]").fill(text)
    await desk.locator("form[action$='/messages'] .button--main").click()


async def test_a_chat_goes_from_one_to_the_other_and_nothing_is_lost_on_the_way(running, phone, desks):
    anna, bernd = desks
    await says(phone, "Ich möchte bitte mit einem Menschen schreiben")
    await hears(phone, "Team")
    for desk in desks:
        await expect(desk.locator("#waiting .line", has_text="Mara Beispiel")).to_be_visible(timeout=PATIENCE)

    await anna.locator("#waiting .line", has_text="Mara Beispiel").locator("a").click()
    await anna.locator("form[action$='/assignment'] button").click()
    await expect(anna.locator("#body")).to_be_focused()
    await expect(bernd.locator("#waiting .line")).to_have_count(0)
    await answer(anna, "Guten Tag, worum geht es?")
    await hears(phone, "Guten Tag, worum geht es?")

    # The server dies; what is written meanwhile is on Anna's page when it is back, once and in its order.
    running.stop("web", how=signal.SIGKILL)
    await says(phone, "Um eine Baufinanzierung.")
    await asyncio.sleep(1.1)  # WhatsApp's times are whole seconds, and what it tries again comes in any order
    await says(phone, "Für ein Haus in Musterstadt.")
    await expect(anna.locator("#lost")).to_be_visible(timeout=PATIENCE)
    running.start("web")
    running.wait_for_web()
    written = messages(anna).locator(".message--customer", has_text=re.compile("Baufinanzierung|Musterstadt"))
    await expect(written).to_contain_text(["Um eine Baufinanzierung.", "Für ein Haus in Musterstadt."], timeout=AGAIN)
    await expect(anna.locator("#lost")).to_be_hidden(timeout=AGAIN)

    await anna.locator("#menu_transfer summary").click()
    await anna.locator("#to").select_option(label="Bernd Beispiel")
    await anna.locator("#note").fill("Möchte bauen, kennt die Filiale Mitte.")
    await anna.get_by_role("button", name="Weitergeben", exact=True).click()
    await expect(bernd.locator("#for_you")).to_contain_text("Möchte bauen, kennt die Filiale Mitte.", timeout=PATIENCE)
    await bernd.locator("#for_you").locator("form[action$='/assignment'] button").click()
    await expect(messages(bernd)).to_contain_text("Für ein Haus in Musterstadt.")
    await expect(anna.locator("#mine .line")).to_have_count(0)

    await says(phone, "Sind Sie noch da?")
    await expect(messages(bernd)).to_contain_text("Sind Sie noch da?", timeout=PATIENCE)
    await answer(bernd, "Guten Tag, hier ist Bernd.")
    await hears(phone, "Guten Tag, hier ist Bernd.")
    await expect(messages(bernd).locator(".message", has_text="Guten Tag, hier ist Bernd.")).to_have_count(1)

    await bernd.locator("#menu_closure summary").click()
    await bernd.locator("form[action$='/closure'] button").click()
    await says(phone, "Danke! Und wo sind Ihre Filialen?")
    await hears(phone, "Musterplatz 1")
    for desk in desks:
        await expect(desk.locator("#waiting .line, #mine .line")).to_have_count(0)

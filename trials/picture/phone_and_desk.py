"""A customer's phone and the agents' desk in the middle of a conversation, within service hours."""

import asyncio
import io
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Page
from rich.console import Console

from handoff.demo.institutions import demo_institutions
from simulator.client import Simulator
from trials.demo import NOW, whole_service
from trials.picture.browser import chromium
from trials.picture.png import save_small
from trials.service import Service

TALL = 900
GAP = 24


def draw_phone_and_desk(file: Path) -> None:
    with whole_service(Console(), now=NOW) as running:
        phone, desk = asyncio.run(_photograph(running))
    _join(phone, desk, file)


async def _photograph(running: Service) -> tuple[bytes, bytes]:
    async with chromium() as browser, Simulator(running.simulator_url) as simulator:
        mara, omar, ines = [await simulator.customer(f"{name} Beispiel") for name in ("Mara", "Omar", "Ines")]
        for phone, text in ((omar, "Karte weg!! was tun"), (ines, "could I talk to a human please")):
            await phone.says(text)
            await phone.hears_all()
        await omar.says("Ich möchte mit einem Menschen schreiben")
        await mara.says("Moin, ab wann habt ihr Samstag auf?")
        await mara.hears_all()
        await mara.says("ok danke. kann ich mit jemandem schreiben?")
        await mara.hears_all()
        page = await _desk(browser, running, "Mara Beispiel")
        await page.fill(
            "textarea[name=body]", "Guten Tag Frau Beispiel, hier ist Anna Agentin. Wie kann ich Ihnen helfen?"
        )
        await page.click("form[action$='/messages'] .button--main")
        await mara.hears()
        await asyncio.sleep(2)
        table = await browser.new_page(viewport={"width": 440, "height": TALL})
        await table.goto(f"{running.simulator_url}/?customers={mara.id}")
        await asyncio.sleep(1)
        return await table.screenshot(), await page.screenshot()


async def _desk(browser: Browser, running: Service, customer: str) -> Page:
    page = await browser.new_page(viewport={"width": 1160, "height": TALL})
    await page.goto(f"{running.url}/login")
    await page.fill("input[name=email]", demo_institutions()[0].users[0].email)
    await page.fill("input[name=password]", running.settings.demo_password.get_secret_value())
    await page.click("form[action='/login'] button")
    await page.locator("#waiting .line", has_text=customer).locator("a").click()
    await page.click("form[action$='/assignment'] button")
    await page.wait_for_selector("textarea[name=body]")
    return page


def _join(phone: bytes, desk: bytes, path: Path) -> None:
    left, right = Image.open(io.BytesIO(phone)), Image.open(io.BytesIO(desk))
    whole = Image.new("RGB", (left.width + GAP + right.width, TALL), "white")
    whole.paste(left, (0, 0))
    whole.paste(right, (left.width + GAP, 0))
    save_small(whole, path)

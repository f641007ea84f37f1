"""Pages of the desk with a morning's work on them: an agent's by day, by night and on a telephone; administration."""

import asyncio
import io
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.async_api import Browser, Page
from rich.console import Console

from handoff.demo.institutions import demo_institutions
from simulator.client import Simulator
from trials.demo import NOW, whole_service
from trials.picture.browser import chromium
from trials.picture.png import save_small
from trials.service import Service

Theme = Literal["light", "dark"]
Opening = Callable[[Page, Service], Awaitable[None]]

WIDE, PHONE = (1440, 900), (375, 800)
SAID = {
    "Mara Beispiel": ("Guten Morgen, mein Online-Banking ist gesperrt", "Ich möchte mit einem Menschen sprechen"),
    "Omar Muster": ("Karte weg!! was tun", "Ich möchte mit einem Menschen schreiben"),
    "Ines Probe": ("Hi, my app shows an error since the update", "could I talk to a human please"),
    "Jonas Vorlage": ("Ich brauche einen Termin wegen einer Baufinanzierung", "lieber mit einem Menschen bitte"),
}
REPLY = "Guten Tag Frau Beispiel, hier ist Anna Agentin. Ich helfe Ihnen gern: Welche App nutzen Sie?"


def draw_chat(file: Path) -> None:
    """A chat as its agent has it."""
    _draw(file, WIDE, "light", _open_chat)


def draw_chat_by_night(file: Path) -> None:
    _draw(file, WIDE, "dark", _open_chat)


def draw_on_a_phone(file: Path) -> None:
    _draw(file, PHONE, "light", _open_chat)


def draw_administration(file: Path) -> None:
    """A branch, its hours and what the bot says of them."""
    _draw(file, WIDE, "light", _open_branch)


async def _open_chat(page: Page, running: Service) -> None:
    await _log_in(page, running, "anna")
    # Her team gives its chats.
    await page.locator("#mine .line", has_text="Mara Beispiel").locator("a").click()
    await page.fill("textarea[name=body]", REPLY)
    await page.keyboard.press("Enter")
    await page.get_by_text(REPLY).wait_for()
    await page.fill("textarea[name=body]", "Einen Moment bitte, ich sehe nach.")
    await asyncio.sleep(2)


async def _open_branch(page: Page, running: Service) -> None:
    await _log_in(page, running, "adam")
    await page.goto(f"{running.url}/desk/administration/branches")
    await page.locator("main .table a").first.click()
    await page.wait_for_selector("main form")
    await asyncio.sleep(1)


async def _log_in(page: Page, running: Service, who: str) -> None:
    email = next(user.email for user in demo_institutions()[0].users if user.email.startswith(who))
    await page.goto(f"{running.url}/login")
    await page.fill("input[name=email]", email)
    await page.fill("input[name=password]", running.settings.demo_password.get_secret_value())
    await page.click("form[action='/login'] button")
    await page.wait_for_url("**/desk**")


def _draw(file: Path, size: tuple[int, int], theme: Theme, open_page: Opening) -> None:
    with whole_service(Console(), now=NOW) as running:
        photograph = asyncio.run(_photograph(running, size, theme, open_page))
    save_small(Image.open(io.BytesIO(photograph)), file)


async def _photograph(running: Service, size: tuple[int, int], theme: Theme, open_page: Opening) -> bytes:
    async with chromium() as browser, Simulator(running.simulator_url) as simulator:
        for name, texts in SAID.items():
            customer = await simulator.customer(name)
            for text in texts:
                await customer.says(text)
                await customer.hears_all()
        page = await _page(browser, size, theme)
        await open_page(page, running)
        return await page.screenshot()


async def _page(browser: Browser, size: tuple[int, int], theme: Theme) -> Page:
    width, height = size
    return await browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme=theme,
        locale="de-DE",
        device_scale_factor=2 if size == PHONE else 1,
    )

"""The workbench's pages, the part of each that shows best what it is."""

import asyncio
import io
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.async_api import FloatRect, Locator, Page

from handoff.settings import ROOT
from trials.picture.browser import chromium
from trials.picture.png import save_small

WIDE = 800
ABOVE = 24
CHAPTERS = 2

# Where what is shown begins, and what comes after it.
Part = Callable[[Page], tuple[Locator, Locator]]


def draw_rule_book(file: Path) -> None:
    """Its first chapters, those of the urgent topics."""
    _draw("rulebook", file, lambda sheet: (sheet.locator("section").first, sheet.locator("section").nth(CHAPTERS)))


def draw_report(file: Path) -> None:
    """Down to the table of topics. It takes as long as the report does: minutes."""
    _draw("report", file, lambda sheet: (sheet.locator("h1"), sheet.locator("h2", has_text="By topic")))


def _draw(command: str, file: Path, part: Part) -> None:
    with tempfile.TemporaryDirectory(prefix="schalter-picture-") as folder:
        page = Path(folder) / "page.html"
        words = [sys.executable, "-m", "handoff", command, str(page), "--language", "en"]
        subprocess.run(words, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        photograph = asyncio.run(_photograph(page, part))
    save_small(Image.open(io.BytesIO(photograph)), file)


async def _photograph(page: Path, part: Part) -> bytes:
    """From where the part begins to where the next begins, at twice the size."""
    async with chromium() as browser:
        sheet = await browser.new_page(viewport={"width": WIDE, "height": 900}, device_scale_factor=2)
        await sheet.goto(page.as_uri())
        first, after = [await place.bounding_box() for place in part(sheet)]
        if first is None or after is None:
            raise RuntimeError(f"{page.name} has not the parts that its picture shows")
        top = max(0.0, first["y"] - ABOVE)
        clip = FloatRect(x=0, y=top, width=WIDE, height=after["y"] - ABOVE - top)
        return await sheet.screenshot(clip=clip, full_page=True)

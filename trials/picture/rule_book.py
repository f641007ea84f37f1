"""The rule book's first chapters, those of the urgent topics."""

import asyncio
import io
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.async_api import FloatRect

from handoff.settings import ROOT
from trials.picture.browser import chromium
from trials.picture.png import save_small

WIDE = 800
CHAPTERS = 2
ABOVE = 24


def draw_rule_book(file: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="schalter-picture-") as folder:
        page = Path(folder) / "rulebook.html"
        command = [sys.executable, "-m", "handoff", "rulebook", str(page), "--language", "en"]
        subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        photograph = asyncio.run(_photograph(page))
    save_small(Image.open(io.BytesIO(photograph)), file)


async def _photograph(page: Path) -> bytes:
    """From the first chapter's rule to the beginning of the one after the last, at twice the size."""
    async with chromium() as browser:
        sheet = await browser.new_page(viewport={"width": WIDE, "height": 900}, device_scale_factor=2)
        await sheet.goto(page.as_uri())
        sections = sheet.locator("section")
        first, after = [await sections.nth(number).bounding_box() for number in (0, CHAPTERS)]
        if first is None or after is None:
            raise RuntimeError(f"the rule book has fewer than {CHAPTERS + 1} chapters to be seen")
        top = first["y"] - ABOVE
        clip = FloatRect(x=0, y=top, width=WIDE, height=after["y"] - top)
        return await sheet.screenshot(clip=clip, full_page=True)

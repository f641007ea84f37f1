"""WCAG 2.2 AA as axe checks it: every page of the desk, by day and by night, in the agent's and the phone's size."""

import json
from pathlib import Path

import pytest

from .serving import log_in
from .things import routes_of

AXE = Path("handoff/node_modules/axe-core/axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {"desk": (1440, 900), "phone": (375, 800)}


async def violations(page):
    """What axe finds: its rule, how serious, and the first places."""
    await page.evaluate(AXE)
    found = await page.evaluate(f"axe.run({{ runOnly: {json.dumps(RULES)} }})")
    return [
        (one["id"], one["impact"], [node["html"][:160] for node in one["nodes"][:3]], one["nodes"][0]["failureSummary"])
        for one in found["violations"]
    ]


@pytest.fixture
async def pages(start, everything):
    """The address of each page for people, by its route."""
    url, app = await start()
    paths = {path for method, path in routes_of(app) if method == "GET" and "stream" not in path}
    return url, {path: url + path.format(**everything) for path in sorted(paths)}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
async def test_every_page_is_for_everybody(browser, pages, theme, size):
    url, addresses = pages
    width, height = SIZES[size]
    page = await browser.new_page(viewport={"width": width, "height": height}, color_scheme=theme, locale="de-DE")
    await page.emulate_media(reduced_motion="reduce")
    found = {}

    await page.goto(f"{url}/login")
    found["/login"] = await violations(page)
    await log_in(page, url, "anna")
    for route, address in addresses.items():
        answer = await page.request.get(address)
        if "<html" in await answer.text():
            await page.goto(address)
            found[route] = await violations(page)
    await page.context.close()

    assert len(found) >= 4
    assert [(route, *one) for route, wrong in found.items() for one in wrong] == []

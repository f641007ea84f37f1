"""WCAG 2.2 AA as axe checks it: every page of the desk, by day and by night, in the agent's and the phone's size."""

import json
from pathlib import Path

import pytest

from .cast import hire_everyone
from .serving import PASSWORD
from .things import routes_of

# Dozens of pages each, looked at by day and by night.
pytestmark = pytest.mark.timeout(600)

AXE = Path("handoff/node_modules/axe-core/axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {"desk": (1440, 900), "phone": (375, 800)}
ADMINISTRATION = "/desk/administration/"
CHAT, APPOINTMENT = "/desk/chats/{chat_id}", "/desk/appointments/{appointment_id}"
SHIFTS = ("/desk/shifts", "/desk/shifts/new", "/desk/shifts/import", "/desk/shifts/{shift_id}")
# What others see otherwise than an agent and an administrator, by the role.
OTHERWISE = {
    "lead": (CHAT, f"{CHAT}/transfers", f"{ADMINISTRATION}text-blocks", *SHIFTS, "/desk/absences/{absence_id}"),
    "designer": (f"{ADMINISTRATION}labels", "/desk/profile"),
    "auditor": (f"{ADMINISTRATION}audit",),
    "advisor": ("/desk", "/desk/customers", CHAT, APPOINTMENT, "/desk/appointments"),
    "external_agent": ("/desk", CHAT, "/desk/callbacks"),
}
# Whose chat each of them opens; a lead steps into somebody else's.
HOLDERS = {"lead": "agent"}


async def violations(page):
    """What axe finds by day and by night: its rule, how serious, and the first places."""
    found = {}
    await page.evaluate(AXE)
    for theme in ("light", "dark"):
        await page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        told = await page.evaluate(f"axe.run({{ runOnly: {json.dumps(RULES)} }})")
        found[theme] = [
            (one["id"], one["impact"], [node["html"][:160] for node in one["nodes"]], one["nodes"][0]["failureSummary"])
            for one in told["violations"]
        ]
    return [(theme, *one) for theme, ones in found.items() for one in ones]


@pytest.fixture
async def pages(start, everything, world, password_hash):
    """The address of each page, by its route."""
    await hire_everyone(world, password_hash)
    url, app = await start()
    paths = {path for method, path in routes_of(app) if method == "GET" and "stream" not in path}
    return url, {path: url + path.format(**everything) for path in sorted(paths)}


@pytest.fixture
async def enter(browser, pages):
    """Opens a page for one of that role, in that size."""
    contexts = []

    async def enter(role, size):
        width, height = SIZES[size]
        page = await browser.new_page(viewport={"width": width, "height": height}, locale="de-DE")
        contexts.append(page.context)
        await page.goto(f"{pages[0]}/login")
        await page.fill("[name=email]", f"{role}@musterstadt.example")
        await page.fill("[name=password]", PASSWORD)
        await page.click("main button")
        await page.wait_for_url("**/desk**")
        return page

    yield enter
    for context in contexts:
        await context.close()


async def look_through(page, addresses):
    """What is wrong on these pages, by route; what is no page is left out."""
    found = {}
    for route, address in addresses.items():
        answer = await page.request.get(address)
        if "<html" in await answer.text():
            await page.goto(address)
            found[route] = await violations(page)
    return found


def listed(found):
    return [(route, *one) for route, wrong in found.items() for one in wrong]


@pytest.mark.parametrize("size", SIZES)
async def test_every_page_of_an_agent_is_for_everybody(browser, enter, pages, size):
    url, addresses = pages
    stranger = await browser.new_page(viewport=dict(zip(("width", "height"), SIZES[size], strict=True)))
    await stranger.goto(f"{url}/login")
    at_the_door = await violations(stranger)
    await stranger.context.close()
    page = await enter("agent", size)

    found = await look_through(page, {route: at for route, at in addresses.items() if ADMINISTRATION not in route})

    assert {"/desk", CHAT, APPOINTMENT, "/desk/search", "/desk/profile"} <= found.keys()
    assert at_the_door + listed(found) == []


@pytest.mark.parametrize("size", SIZES)
async def test_every_page_of_the_administration_is_for_everybody(enter, pages, size):
    page = await enter("administrator", size)
    addresses = {route: at for route, at in pages[1].items() if ADMINISTRATION in route}

    found = await look_through(page, addresses)

    files = {route for route in addresses if route.endswith(("/file", ".svg", ".png"))}
    assert found.keys() == addresses.keys() - files and len(found) > 30
    assert listed(found) == []


@pytest.mark.parametrize("size", SIZES)
async def test_what_others_see_otherwise_is_for_everybody(enter, pages, world, size):
    found = {}
    for role, routes in OTHERWISE.items():
        own = await world.held(f"{HOLDERS.get(role, role)}@musterstadt")
        page = await enter(role, size)
        addresses = {
            route: pages[0] + route.format(chat_id=own) if CHAT in route else pages[1][route] for route in routes
        }

        seen = await look_through(page, addresses)

        assert seen.keys() == set(routes), role
        found |= {f"{role} {route}": wrong for route, wrong in seen.items()}
    assert listed(found) == []

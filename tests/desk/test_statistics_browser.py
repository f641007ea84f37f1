"""The statistics in a browser: a lead chooses, compares and takes the numbers along; an agent gets nowhere."""

from datetime import timedelta

import pytest

from handoff.models import Author
from handoff.statistics.keeping import count_changed

from .serving import log_in
from .test_accessibility import SIZES, violations


@pytest.fixture
async def weeks(world, clock):
    """Two chats a fortnight ago, three now, one of them in English about credit."""
    clock.now -= timedelta(days=14)
    for _ in range(2):
        await world.waiting()
    clock.now += timedelta(days=14)
    held = await world.held("anna")
    await world.message(held, "Gern", author=Author.AGENT, user_id=world.users["anna"])
    await world.waiting()
    await world.waiting(team="ebanking", topic="credit", language="en")
    async with world.sessions.begin() as session:
        while await count_changed(session, now=clock()):
            pass


def tile(page, name):
    return page.locator(".tile", has_text=name)


async def test_a_lead_chooses_a_period_and_a_filter_compares_and_downloads(page, desk, weeks):
    await log_in(page, desk, "carla")
    await page.get_by_role("link", name="Statistik").click()
    await page.locator(".plot canvas").first.wait_for()
    assert await tile(page, "Chats begonnen").locator(".tile__now").text_content() == "5"

    await page.get_by_role("link", name="7 Tage").click()
    await page.wait_for_url("**since=2026-11-17**")
    assert await tile(page, "Chats begonnen").locator(".tile__now").text_content() == "3"
    await page.fill("#since", "2026-11-16")
    await page.fill("#until", "2026-11-29")
    await page.get_by_role("button", name="Anzeigen").click()
    await page.wait_for_url("**until=2026-11-29**")
    assert "+50 % · vorher 2" in await tile(page, "Chats begonnen").text_content()

    await page.select_option("#language", "en")
    await page.get_by_role("button", name="Anzeigen").click()
    await page.wait_for_url("**language=en**")
    assert await tile(page, "Chats begonnen").locator(".tile__now").text_content() == "1"
    async with page.expect_download() as downloading:
        await page.get_by_role("link", name="Themen als CSV-Datei").click()
    download = await downloading.value
    written = (await download.path()).read_text(encoding="utf-8-sig")
    assert download.suggested_filename == "statistics-topics-2026-11-16-2026-11-29.csv"
    assert '"1";"100";"0"' in written


async def test_a_chart_says_its_numbers_as_a_table_and_to_the_pointer(page, desk, weeks):
    await log_in(page, desk, "carla")
    await page.goto(f"{desk}/desk/statistics?since=2026-11-23&until=2026-11-24")
    messages = page.locator("#chart_messages")
    await messages.locator("canvas").wait_for()

    await messages.locator("summary").click()
    row = messages.locator(".numbers tbody tr").first
    box = await messages.locator(".u-over").bounding_box()
    await page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + 40)

    assert await row.locator("td").all_text_contents() == ["3", "0", "1"]
    await messages.locator(".u-legend", has_text="Mo., 23. Nov. 2026").wait_for()


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_a_chart_is_drawn_anew_in_the_colours_of_the_night(page, desk, weeks, theme):
    await page.emulate_media(color_scheme=theme)
    await log_in(page, desk, "carla")
    await page.goto(f"{desk}/desk/statistics")
    await page.locator(".plot canvas").first.wait_for()
    shade = "document.querySelector('#chart_messages .u-series:nth-child(2) .u-marker').style.border"
    before = after = await page.evaluate(shade)

    await page.emulate_media(color_scheme="dark" if theme == "light" else "light")

    for _ in range(100):
        if (after := await page.evaluate(shade)) != before:
            break
        await page.wait_for_timeout(50)
    assert before != after and "rgb" in after
    assert await page.locator("#chart_messages canvas").count() == 1


async def test_on_a_phone_nothing_but_the_tables_scrolls_sideways(page, desk, weeks):
    await page.set_viewport_size({"width": 375, "height": 800})
    await log_in(page, desk, "carla")
    await page.goto(f"{desk}/desk/statistics")
    await page.locator(".plot canvas").first.wait_for()

    widths = await page.evaluate("[document.querySelector('main').scrollWidth, innerWidth]")

    assert widths[0] <= widths[1]


async def test_an_agent_finds_no_way_there(page, desk, weeks):
    await log_in(page, desk, "anna")

    assert await page.get_by_role("link", name="Statistik").count() == 0
    answer = await page.request.get(f"{desk}/desk/statistics")
    assert answer.status == 403 and "Das ist für Sie nicht freigegeben." in await answer.text()


@pytest.mark.parametrize("size", SIZES)
async def test_the_page_with_figures_is_for_everybody(page, desk, weeks, size):
    width, height = SIZES[size]
    await page.set_viewport_size({"width": width, "height": height})
    await log_in(page, desk, "carla")
    await page.goto(f"{desk}/desk/statistics")
    await page.locator(".plot canvas").first.wait_for()
    for summary in await page.locator(".stats summary").all():
        await summary.click()

    assert await violations(page) == []

"""A whole Schalter and a real Chromium, on a day of the test's choosing."""

import shutil
from contextlib import AsyncExitStack
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from handoff.settings import Settings
from simulator.client import Simulator
from tests.browser.journeys import Desk, Handset
from trials.service import service, set_clock


class MovedClock:
    """Every part of the service goes by it. It runs on from wherever it is moved to."""

    def __init__(self, path, now):
        self.path = path
        self.move_to(now)

    def move_to(self, moment):
        set_clock(self.path, moment, running=True)


@pytest.fixture
def now():
    """A Wednesday morning, when all teams are there."""
    return datetime(2026, 11, 25, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.fixture
def clock(tmp_path, now):
    return MovedClock(tmp_path / "clock.json", now)


@pytest.fixture
def running(database_url, redis_url, models, tmp_path, clock, now):
    shutil.copytree(models, tmp_path / "models")
    update = {"database_url": database_url, "redis_url": redis_url, "home": tmp_path}
    with service(Settings().model_copy(update=update), clock=clock.path, now=now) as one:
        one.start("simulator", "web", "worker", "outbox")
        one.wait_until_ready(within=120)
        yield one


@pytest.fixture
async def phone_of(running, browser):
    """A customer's phone, by his name."""
    async with AsyncExitStack() as open_clients:

        async def phone_of(name):
            simulator = await open_clients.enter_async_context(Simulator(running.simulator_url))
            customer = await simulator.customer(name)
            page = await browser.new_page()
            await page.goto(f"{running.simulator_url}/?customers={customer.id}")
            return Handset(page.locator(f"[data-customer='{customer.id}']"))

        yield phone_of


@pytest.fixture
async def desk_of(running, browser):
    """Somebody's desk, in a browser of his own, by his e-mail."""

    async def desk_of(email):
        page = await (await browser.new_context(locale="de-DE")).new_page()
        desk = Desk(page, running)
        await desk.log_in(email)
        return desk

    return desk_of

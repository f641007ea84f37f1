"""Real servers for all tests: one PostgreSQL and one Redis a run, a fresh database a test."""

import contextlib
import itertools
import os
import shutil
import time
from zoneinfo import ZoneInfo

import psycopg
import pytest
import pytest_asyncio
from playwright.async_api import async_playwright, expect

from bot.engine import Bot
from bot.training import current_model, train
from handoff.catalogue import load_catalogue
from handoff.database import migrate
from handoff.local.postgres import postgres
from handoff.local.redis import redis
from handoff.settings import ROOT, Settings
from handoff.workbench.rehearsal.house import House
from handoff.workbench.rehearsal.script import DEFAULT_NOW
from handoff.workbench.rehearsal.stage import stage

# Only what fails takes so long, in milliseconds: a full machine is slow at times, and that is no fault of a page.
expect.set_options(timeout=20_000)
numbers = itertools.count(1)


def pytest_collection_modifyitems(items):
    """`pytest -m browser`: what needs Chromium."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def server_home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def postgres_url(server_home):
    """A private PostgreSQL, empty."""
    with postgres(server_home, durable=False) as url:
        yield url


@pytest.fixture(scope="session")
def redis_url(server_home):
    with redis(server_home) as url:
        yield url


@pytest.fixture(scope="session")
def template(postgres_url):
    """The name of a migrated database, to be copied."""
    execute(postgres_url, "CREATE DATABASE template_schalter")
    migrate(database(postgres_url, "template_schalter"))
    return "template_schalter"


@pytest.fixture
def database_url(postgres_url, template):
    """A migrated database of this test's own."""
    name = f"test_{next(numbers)}"
    execute(postgres_url, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    yield database(postgres_url, name)
    drop(postgres_url, name)


def database(url, name):
    return url.replace("/schalter?", f"/{name}?")


def drop(url, name):
    """The server's own vacuum may be looking at it, and can't be sent away by us; it soon goes."""
    for _ in range(50):
        with contextlib.suppress(psycopg.errors.InsufficientPrivilege):
            return execute(url, f"DROP DATABASE {name} WITH (FORCE)")
        time.sleep(0.1)
    raise AssertionError(f"{name} can't be dropped")


def execute(url, statement):
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture(scope="session")
def models():
    """The folder with the bot's model, trained if its data changed."""
    home = Settings().home
    train(ROOT, home / "models")
    return home / "models"


@pytest.fixture(scope="session")
def bot(models):
    return Bot.load(current_model(ROOT, models))


@pytest.fixture(scope="session")
def settings(postgres_url, redis_url, tmp_path_factory):
    update = {
        "database_url": postgres_url,
        "redis_url": redis_url,
        "demo": True,
        "home": tmp_path_factory.mktemp("service"),
    }
    return Settings().model_copy(update=update)


@pytest.fixture(scope="session")
def house(settings):
    house = House(settings, now=DEFAULT_NOW)
    yield house
    house.close()


@pytest_asyncio.fixture
async def served(house, bot):
    """The whole service on a stage, with the bot and a seeded database."""
    now = DEFAULT_NOW.replace(tzinfo=ZoneInfo("Europe/Berlin"))
    with house.database() as own:
        async with stage(own, bot=bot, catalogue=load_catalogue(ROOT / "data"), now=now) as one:
            yield one


@pytest.fixture
def service(served):
    """The same; folders whose tests need no bot have one without."""
    return served


@pytest_asyncio.fixture
async def browser():
    """Chromium, where there is one; in CI there must be."""
    path = shutil.which("chromium")
    if path is None:
        assert os.environ.get("CI") != "true", "Chromium is missing: .ci/run installs it"
        pytest.skip("there is no Chromium on this machine")
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        await chromium.close()

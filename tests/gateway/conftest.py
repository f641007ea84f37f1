"""The gateway without a bot: webhooks in, Graph API out."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from handoff.catalogue import load_catalogue
from handoff.rehearsal.house import House
from handoff.rehearsal.stage import stage
from handoff.settings import ROOT, Settings

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))


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
    house = House(settings, now=NOW)
    yield house
    house.close()


@pytest_asyncio.fixture
async def service(house):
    """The service on a stage: no bot, so that every message is an apology or goes to people."""
    with house.database() as own:
        async with stage(own, bot=None, catalogue=load_catalogue(ROOT / "data"), now=NOW) as one:
            yield one


@pytest.fixture
def mara(service):
    return service.phone("4915155500001")

"""The gateway without a bot: webhooks in, Graph API out."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from handoff.catalogue import load_catalogue
from handoff.settings import ROOT
from handoff.workbench.rehearsal.stage import stage

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest_asyncio.fixture
async def service(house):
    """The service on a stage: no bot, so that every message is an apology or goes to people."""
    with house.database() as own:
        async with stage(own, bot=None, catalogue=load_catalogue(ROOT / "data"), now=NOW) as one:
            yield one


@pytest.fixture
def mara(service):
    return service.phone("4915155500001")

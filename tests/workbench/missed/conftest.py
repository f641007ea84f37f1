"""The service on a stage, on a Wednesday morning, for what customers write at its front door."""

import pytest_asyncio

from handoff.workbench.rehearsal.stage import stage
from tests.workbench.missed.talking import CATALOGUE, NOW


@pytest_asyncio.fixture
async def service(house, bot):
    with house.database() as own:
        async with stage(own, bot=bot, catalogue=CATALOGUE, now=NOW) as one:
            yield one

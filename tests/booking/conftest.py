"""The demo institutions on Wednesday 25 November 2026, in a database of each test's own."""

import pytest

from handoff.database import connect, sessions_of
from tests.booking.talking import Talk, at, new_conversation

NOW = at("2026-11-25 10:00")


@pytest.fixture
def demo(house):
    with house.database() as settings:
        yield str(settings.database_url)


@pytest.fixture
async def sessions(demo):
    engine = connect(demo, connections=25)
    yield sessions_of(engine)
    await engine.dispose()


@pytest.fixture
async def talk(sessions, bot):
    async with sessions.begin() as session:
        conversation = await new_conversation(session, now=NOW, wa_id="4915155501234")
    return Talk(bot, sessions, conversation.id, NOW)

"""Sessions: what only reads keeps the driver's prepared statements, and what is pending or fails isn't kept."""

import pytest
from sqlalchemy import func, select, text

from handoff.database import connect, sessions_of
from handoff.models import Organisation, OrganisationKind
from handoff.row_security import locked

PREPARED = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%organisations%'")
# The driver prepares what it has been asked so often.
OFTEN = 6


@pytest.fixture
async def sessions(database_url):
    engine = connect(database_url, connections=1)
    yield sessions_of(engine)
    await engine.dispose()


@pytest.mark.parametrize("lock", [lambda sessions: sessions, locked], ids=["plain", "locked"])
async def test_what_is_often_read_is_planned_once(sessions, lock):
    for _ in range(OFTEN):
        async with lock(sessions)() as session:
            await session.scalar(select(Organisation.name))

    async with sessions() as session:
        assert await session.scalar(PREPARED) == 1


async def test_what_is_pending_is_dropped(sessions):
    async with sessions() as session:
        await session.scalar(select(Organisation.name))
        session.add(_organisation())

    assert await _count(sessions) == 0


async def test_an_error_undoes_what_was_written(sessions):
    with pytest.raises(RuntimeError):
        async with sessions() as session:
            session.add(_organisation())
            await session.flush()
            raise RuntimeError

    assert await _count(sessions) == 0


def _organisation():
    return Organisation(kind=OrganisationKind.INSTITUTION, slug="nirgendwo", name="Sparkasse Nirgendwo")


async def _count(sessions):
    async with sessions() as session:
        return await session.scalar(select(func.count()).select_from(Organisation))

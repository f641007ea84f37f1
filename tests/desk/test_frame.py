"""Pages that are read beside their frame, by two connections, where few are free."""

import asyncio
from uuid import uuid4

import pytest

from handoff.database import connect, sessions_of

from .serving import Browser

CONNECTIONS = 4


@pytest.fixture
async def few(database_url):
    engine = connect(database_url, connections=CONNECTIONS // 2)
    yield engine
    await engine.dispose()


@pytest.fixture
async def anna(start, few):
    url, _ = await start(sessions=sessions_of(few))
    browser = Browser(url)
    await browser.log_in("anna@musterstadt.example")
    yield browser
    await browser.http.aclose()


async def test_pages_that_share_a_full_pool_all_come(anna, world):
    chat = await world.held()

    paths = [f"/desk/chats/{chat}", "/desk/search?q=Zugang"] * CONNECTIONS
    pages = await asyncio.gather(*(anna.http.get(path) for path in paths))

    assert [page.status_code for page in pages] == [200] * len(paths)
    assert all("Mara Beispiel" in page.text for page in pages)


async def test_a_chat_that_is_not_there_leaves_no_connection_behind(anna, few):
    answers = [await anna.http.get(f"/desk/chats/{uuid4()}") for _ in range(CONNECTIONS + 1)]

    assert {answer.status_code for answer in answers} == {404}
    # Its frame may still be read when the answer is there.
    async with asyncio.timeout(5):
        while few.pool.checkedout():
            await asyncio.sleep(0.01)

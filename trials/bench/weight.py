"""What a running worker of ours takes: time to start, memory."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

import psycopg

from handoff.errors import SettingsError
from trials.bench.conversation import CUSTOM, PLAIN
from trials.bench.ours import on_postgres
from trials.service import Service

READY = "SELECT count(*) FROM processes WHERE part = 'worker' AND model_hash IS NOT NULL"
FORGOTTEN = "DELETE FROM processes WHERE part = 'worker'"
UNHANDLED = "SELECT count(*) FROM messages WHERE handled_at IS NULL"
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Weight:
    """`started`: seconds until ready. `memory`: resident bytes when turns have been answered."""

    started: float
    memory: int


def weigh_worker(running: Service, *, customers: int) -> Weight:
    """Starts a worker, lets it answer two messages of each customer, and ends it."""
    url = str(running.settings.database_url).replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(FORGOTTEN)
        begun = time.perf_counter()
        running.start("worker")
        _wait(lambda: _count(connection, READY) == 1)
        started = time.perf_counter() - begun
        for text in (PLAIN, CUSTOM):
            asyncio.run(_write(running, text, customers))
            _wait(lambda: _count(connection, UNHANDLED) == 0)
        memory = running.memory("worker")
        running.stop("worker")
    return Weight(started, memory)


async def _write(running: Service, text: str, customers: int) -> None:
    async with on_postgres(running.settings, None) as inboxes:
        for index in range(customers):
            await inboxes.arrive(f"weight-{index}", text)


def _wait(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > deadline:
            raise SettingsError("the worker doesn't start, or doesn't answer; its log says why")
        time.sleep(0.02)


def _count(connection: psycopg.Connection, statement: str) -> int:
    row = connection.execute(statement).fetchone()
    assert row is not None
    return int(row[0])

"""Runs a process's tasks until one fails or somebody asks it to stop."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import psycopg
import structlog
import uvloop

from handoff.database import listening

log = structlog.get_logger()

PATIENCE = 1.0


def run_until_stopped(main: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Runs `main`, whose event is set on SIGTERM and SIGINT: finish what is begun, begin nothing new."""

    async def watched() -> None:
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, stopping.set)
        await main(stopping)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(watched())


@asynccontextmanager
async def background(stopping: asyncio.Event, **works: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """`works` go on beside what is done within, and are cancelled after it.

    One that ends before its time sets `stopping`, so that what is begun is finished; then raises SystemExit(1), and
    whoever keeps the process running starts it again, whole.
    """
    failed: list[str] = []

    def ended(task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if stopping.is_set() or task.cancelled():
            return
        log.critical("background work ended", work=task.get_name(), error=type(error).__name__ if error else None)
        failed.append(task.get_name())
        stopping.set()

    tasks = [asyncio.create_task(work, name=name) for name, work in works.items()]
    for task in tasks:
        task.add_done_callback(ended)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks, timeout=PATIENCE)
    if failed:
        raise SystemExit(1)


async def notifications(url: str, channel: str, *, stopping: asyncio.Event) -> AsyncIterator[str | None]:
    """Payloads on `channel`, and None each second and after every (re)connection: time to look for what was missed."""
    while not stopping.is_set():
        try:
            async with listening(url, channel) as connection:
                while not stopping.is_set():
                    yield None
                    async for notification in connection.notifies(timeout=PATIENCE):
                        yield notification.payload
        except (psycopg.Error, OSError) as error:
            log.warning("database is away", channel=channel, error=type(error).__name__)
            await asyncio.sleep(PATIENCE)

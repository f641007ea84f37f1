"""Runs a process's tasks until one fails or somebody asks it to stop."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable

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

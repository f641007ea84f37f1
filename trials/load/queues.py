"""How much waits, second by second."""

import asyncio
from dataclasses import dataclass

import psycopg

from trials.load.platform import Platform

EVERY = 1.0
WAITING = """
    SELECT (SELECT count(*) FROM messages WHERE handled_at IS NULL), (SELECT count(*) FROM outbox)
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Webhooks and statuses on Meta's side, customers' messages not handled, letters not sent."""

    webhooks: int
    inbox: int
    outbox: int

    @property
    def is_nothing(self) -> bool:
        return not (self.webhooks or self.inbox or self.outbox)


class Queues:
    def __init__(self, url: str, platform: Platform):
        self._url = url
        self._platform = platform
        self.seen: list[Waiting] = []

    async def watch(self) -> None:
        """Looks every second until cancelled."""
        async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as connection:
            while True:
                self.seen.append(await self._look(connection))
                await asyncio.sleep(EVERY)

    async def run_dry(self, *, patience: float) -> bool:
        """Waits until nothing waits any more; False when nothing has changed for `patience` seconds."""
        still = 0
        while still < patience / EVERY:
            if self.seen and self.seen[-1].is_nothing:
                return True
            await asyncio.sleep(EVERY)
            still = still + 1 if self.seen[-1:] == self.seen[-2:-1] else 0
        return False

    async def _look(self, connection: psycopg.AsyncConnection) -> Waiting:
        row = await (await connection.execute(WAITING)).fetchone()
        assert row is not None
        return Waiting(self._platform.pending, *row)

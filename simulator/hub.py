"""Wakes whoever waits for a change in a customer's thread, or for any change at all."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

EVERYBODY = ""


class Hub:
    def __init__(self) -> None:
        self._waiting: defaultdict[str, set[asyncio.Event]] = defaultdict(set)

    def wake(self, customer: str) -> None:
        for key in (customer, EVERYBODY):
            for event in self._waiting.get(key, ()):
                event.set()

    @contextmanager
    def listening(self, customer: str = EVERYBODY) -> Iterator[asyncio.Event]:
        """An event set at every change; whoever clears it before looking misses none."""
        event = asyncio.Event()
        self._waiting[customer].add(event)
        try:
            yield event
        finally:
            self._waiting[customer].discard(event)
            if not self._waiting[customer]:
                del self._waiting[customer]


async def happens(event: asyncio.Event, *, seconds: float) -> bool:
    """False when nothing happened in time."""
    try:
        async with asyncio.timeout(seconds):
            return await event.wait()
    except TimeoutError:
        return False

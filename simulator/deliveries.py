"""Webhooks under way: queued on the shelf, posted in parallel, tried again until the answer is 200."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpx

from simulator.envelope import Update, enclose
from simulator.signature import sealed
from simulator.updates import Queue
from simulator.world import World


class Deliveries:
    """``acknowledged`` hears the wamid of every customer message that the service took."""

    def __init__(self, world: World, acknowledged: Callable[[str], None]) -> None:
        self._world = world
        self._acknowledged = acknowledged
        self._queue = Queue()
        self._flying: set[asyncio.Task[None]] = set()
        self._new = asyncio.Event()
        self._quiet_until = 0.0
        self._unreachable = 0
        self._http = httpx.AsyncClient(limits=httpx.Limits(max_connections=100), trust_env=False)
        for row in world.shelf.rows("updates"):
            self._queue.add(Update(**row), at=0)

    @property
    def pending(self) -> int:
        return len(self._queue) + len(self._flying)

    def add(self, *, hold: float = 0, **update: Any) -> None:
        """Queues one update, and its duplicates if there shall be some; ``hold`` keeps it back some seconds."""
        for copy in range(1 + self._world.modes.duplicates):
            key = self._world.ids.number("update")
            queued = Update(key=key, **update)
            self._world.shelf.put("updates", f"{key:012d}", queued.shown())
            self._queue.add(queued, at=_now() + hold + 0.2 * copy)
        self._new.set()

    def clear(self) -> None:
        self._queue = Queue()
        self._quiet_until, self._unreachable = 0.0, 0
        for task in self._flying:
            task.cancel()

    def start(self) -> None:
        self._runner = asyncio.create_task(self._run())

    async def verify(self, token: str, *, challenge: str) -> bool:
        """Asks the webhook for its consent (contract, section 2.1)."""
        asked = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": token}
        try:
            answer = await self._http.get(self._world.settings.webhook_url, params=asked)
        except httpx.TransportError:
            return False
        return answer.status_code == 200 and answer.text == challenge

    async def close(self) -> None:
        for task in (self._runner, *self._flying):
            task.cancel()
        await self._http.aclose()

    async def _run(self) -> None:
        while True:
            self._new.clear()
            modes = self._world.modes
            pause = self._pause()
            if pause <= 0 and len(self._flying) < modes.parallel:
                batch = self._queue.take(_now(), order=modes.order, batch=modes.batch, random=self._world.random)
                self._send(batch)
                await asyncio.sleep(0)
            else:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._new.wait(), None if pause <= 0 else pause)

    def _pause(self) -> float:
        due = self._queue.due()
        if due is None:
            return 3600.0
        return max(due + self._world.modes.batch_wait, self._quiet_until) - _now()

    def _send(self, batch: list[Update]) -> None:
        task = asyncio.create_task(self._deliver(batch))
        self._flying.add(task)
        task.add_done_callback(self._landed)

    def _landed(self, task: asyncio.Task[None]) -> None:
        self._flying.discard(task)
        self._new.set()

    async def _deliver(self, batch: list[Update]) -> None:
        answer = await self._post(batch)
        counters = self._world.counters
        counters.add("webhooks", "attempts")
        if answer == 200:
            self._unreachable = 0
            counters.add("webhooks", "accepted")
            self._done(batch)
        else:
            counters.add("webhooks", f"refused {answer}" if answer else "unreachable")
            self._again(batch, unreachable=answer == 0)

    async def _post(self, batch: list[Update]) -> int:
        """The status answered, 0 when nobody answered."""
        content, headers = sealed(self._world, batch[0].raw or enclose(batch))
        try:
            url, timeout = self._world.settings.webhook_url, self._world.modes.timeout
            response = await self._http.post(url, content=content, headers=headers, timeout=timeout)
        except httpx.HTTPError:
            return 0
        return response.status_code

    def _done(self, batch: list[Update]) -> None:
        self._world.shelf.drop("updates", *(f"{update.key:012d}" for update in batch))
        for update in batch:
            if update.part == "statuses" and update.value is not None:
                self._world.counters.add("statuses", update.value["status"])
            elif update.wamid is not None:
                self._acknowledged(update.wamid)

    def _again(self, batch: list[Update], *, unreachable: bool) -> None:
        modes = self._world.modes
        if unreachable:
            self._unreachable += 1
            wait = min(modes.retry_cap, modes.retry_base * 2 ** min(self._unreachable // modes.parallel, 16))
            self._quiet_until = _now() + wait
        for update in batch:
            update.attempt += 1
            self._queue.add(update, at=_now() + min(modes.retry_cap, modes.retry_base * 2 ** min(update.attempt, 16)))


def _now() -> float:
    return asyncio.get_running_loop().time()

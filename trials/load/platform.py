"""The simulated Meta inside this process, so that its clock and its bubbles are at hand without another request."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from simulator.app import App, create_app
from simulator.deliveries import Deliveries
from simulator.meta import Meta
from simulator.settings import Settings
from simulator.world import World

# Meta posts from many machines.
PARALLEL = 32


class Platform:
    """`acknowledged`: when the webhook of each customer's message was answered with 200, Unix seconds by wamid."""

    def __init__(self, settings: Settings):
        self.acknowledged: dict[str, float] = {}
        self._world = World(settings)
        self._world.modes.parallel = PARALLEL
        self.meta = Meta(self._world, Deliveries(self._world, self._hear))

    @property
    def pending(self) -> int:
        """Webhooks and statuses still to come."""
        return self.meta.deliveries.pending + len(self._world.planned)

    def _hear(self, wamid: str) -> None:
        self.acknowledged[wamid] = time.time()
        bubble = self._world.bubbles[wamid]
        if bubble.climb("delivered"):
            self._world.change(bubble)


@asynccontextmanager
async def platform(settings: Settings) -> AsyncIterator[Platform]:
    """Serves the Graph API at the address in `settings`; nothing of it outlives the run."""
    app = create_app(replace(settings, home=None))
    one: list[Platform] = []

    @app.before_server_start
    async def place(app: App) -> None:
        one.append(Platform(replace(settings, home=None)))
        app.ctx.meta = one[0].meta

    # Its methods have no types.
    server: Any = await app.create_server(settings.host, settings.port, return_asyncio_server=True, access_log=False)
    await server.startup()
    await server.before_start()
    await server.after_start()
    await server.start_serving()
    try:
        yield one[0]
    finally:
        await server.before_stop()
        await server.close()
        await server.after_stop()

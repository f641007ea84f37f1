"""Builds the Sanic app: its routes, and the platform that lives as long as it does."""

from types import SimpleNamespace

from sanic import Sanic
from sanic.config import Config

from simulator import statuses
from simulator.control import control, on_impossible
from simulator.errors import Impossible, Refusal
from simulator.graph import graph, on_refusal
from simulator.meta import Meta
from simulator.pages import pages
from simulator.settings import Settings

MEGABYTE = 1024 * 1024
App = Sanic[Config, SimpleNamespace]


def create_app(settings: Settings) -> App:
    config = Config(env_prefix=None)
    config.update(
        ACCESS_LOG=False,
        FALLBACK_ERROR_FORMAT="json",
        GRACEFUL_SHUTDOWN_TIMEOUT=0.5,
        KEEP_ALIVE_TIMEOUT=75,
        REQUEST_MAX_SIZE=110 * MEGABYTE,
        RESPONSE_TIMEOUT=120,
    )
    app: App = Sanic("simulator", config=config, configure_logging=False)
    app.ctx.settings = settings
    app.blueprint((graph, control, pages))
    app.error_handler.add(Refusal, on_refusal)
    app.error_handler.add(Impossible, on_impossible)
    app.before_server_start(_open)
    app.after_server_start(_work)
    app.before_server_stop(_close)
    return app


async def _open(app: App) -> None:
    app.ctx.meta = Meta.opened(app.ctx.settings)


async def _work(app: App) -> None:
    meta: Meta = app.ctx.meta
    statuses.resume(meta)
    meta.deliveries.start()


async def _close(app: App) -> None:
    await app.ctx.meta.deliveries.close()
    app.ctx.meta.world.shelf.close()

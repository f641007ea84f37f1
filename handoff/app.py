"""The web process: WhatsApp's callback, the desk, health. It never imports the bot."""

import traceback
from typing import Any

import structlog
from sanic import Request, Sanic
from sanic.exceptions import SanicException
from sanic.response import HTTPResponse, text

from handoff.api import api_blueprint
from handoff.catalogue import load_catalogue
from handoff.clock import clock_from_environment
from handoff.database import connect, sessions_of
from handoff.garbage import spare_what_is_loaded
from handoff.health import health
from handoff.intake import Intake
from handoff.intake.numbers import NumberBook
from handoff.logs import configure_logs
from handoff.metrics import exposed
from handoff.realtime import Realtime
from handoff.settings import ROOT, Settings, check_for_service
from handoff.vault import Vault
from handoff.web import desk_blueprint
from handoff.web.administration.block_file import LARGEST_FORM
from handoff.web.headers import Headers
from handoff.webhook import LARGEST_BODY, webhook

log = structlog.get_logger()


def create_app(settings: Settings) -> Sanic[Any, Any]:
    app = Sanic("schalter", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = max(LARGEST_BODY, LARGEST_FORM)
    app.config.ACCESS_LOG = False
    app.config.PROXIES_COUNT = settings.proxies or None
    app.config.FALLBACK_ERROR_FORMAT = "text"
    app.config.MOTD = False
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 5.0
    app.config.KEEP_ALIVE_TIMEOUT = 75

    clock = clock_from_environment()
    vault = Vault(settings.secret_key.get_secret_value())
    engine = connect(str(settings.database_url), connections=12)
    sessions = sessions_of(engine)
    realtime = Realtime(str(settings.redis_url))
    app_secret = settings.whatsapp_app_secret.get_secret_value()
    numbers = NumberBook(sessions, app_secret=app_secret, vault=vault, clock=clock)
    intake = Intake(sessions, numbers=numbers, vault=vault)

    app.blueprint(webhook(settings, intake=intake, realtime=realtime, clock=clock))
    app.blueprint(health(sessions=sessions, realtime=realtime))
    app.blueprint(api_blueprint(settings, sessions=sessions, realtime=realtime, vault=vault, clock=clock))
    app.blueprint(
        desk_blueprint(
            settings,
            sessions=sessions,
            realtime=realtime,
            vault=vault,
            clock=clock,
            catalogue=load_catalogue(ROOT / "data"),
        )
    )

    app.middleware("response")(Headers(is_secure=settings.base_url.startswith("https:")).add)

    @app.exception(Exception)
    async def unexpected(_: Request, error: Exception) -> HTTPResponse:
        """Our own mistake. The log gets its kind and place; its words may be a customer's."""
        if isinstance(error, SanicException):
            return text(str(error), error.status_code)
        where = traceback.extract_tb(error.__traceback__)[-1]
        log.error("request failed", error=type(error).__name__, file=where.filename, line=where.lineno)
        return text("Something went wrong here. Please try again.", 500)

    @app.after_server_stop
    async def close(_: Sanic[Any, Any]) -> None:
        await realtime.close()
        await engine.dispose()

    return app


def serve(settings: Settings) -> None:
    check_for_service(settings)
    configure_logs("web")
    app = create_app(settings)

    @app.after_server_start
    async def settle(_: Sanic[Any, Any]) -> None:
        spare_what_is_loaded()

    with exposed(settings.metrics_host, settings.metrics_port):
        app.run(host="127.0.0.1", port=settings.port, single_process=True, access_log=False, motd=False)

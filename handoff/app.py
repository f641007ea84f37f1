"""The web process: WhatsApp's callback, the desk, health. It never imports the bot."""

from typing import Any

from sanic import Sanic

from handoff.catalogue import load_catalogue
from handoff.clock import clock_from_environment
from handoff.database import connect, sessions_of
from handoff.health import health
from handoff.intake import Intake
from handoff.intake.numbers import NumberBook
from handoff.logs import configure_logs
from handoff.realtime import Realtime
from handoff.settings import ROOT, Settings, check_for_service
from handoff.vault import Vault
from handoff.web import desk_blueprint
from handoff.web.headers import Headers
from handoff.webhook import LARGEST_BODY, webhook


def create_app(settings: Settings) -> Sanic[Any, Any]:
    app = Sanic("schalter", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = LARGEST_BODY
    app.config.ACCESS_LOG = False
    app.config.FALLBACK_ERROR_FORMAT = "text"
    app.config.MOTD = False
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 5.0
    app.config.KEEP_ALIVE_TIMEOUT = 75

    clock = clock_from_environment()
    vault = Vault(settings.secret_key.get_secret_value())
    engine = connect(str(settings.database_url), connections=12)
    sessions = sessions_of(engine)
    realtime = Realtime(str(settings.redis_url))
    intake = Intake(sessions, numbers=NumberBook(sessions, vault=vault, clock=clock), vault=vault)

    app.blueprint(webhook(settings, intake=intake, realtime=realtime, clock=clock))
    app.blueprint(health(sessions=sessions, realtime=realtime))
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

    @app.after_server_stop
    async def close(_: Sanic[Any, Any]) -> None:
        await realtime.close()
        await engine.dispose()

    return app


def serve(settings: Settings) -> None:
    check_for_service(settings)
    configure_logs("web")
    app = create_app(settings)
    app.run(host="127.0.0.1", port=settings.port, single_process=True, access_log=False, motd=False)

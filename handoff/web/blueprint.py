"""Puts the desk together: one blueprint with every page, asset and stream, mounted at /."""

from sanic import Blueprint

from handoff.catalogue import Catalogue
from handoff.clock import Clock
from handoff.database import Sessions
from handoff.links import Links
from handoff.realtime import Realtime
from handoff.row_security import locked
from handoff.settings import Settings
from handoff.vault import Vault
from handoff.web import assets, missing
from handoff.web.administration import routes as administration
from handoff.web.calendar import routes as calendar
from handoff.web.chats import routes as chats
from handoff.web.clientele import routes as clientele
from handoff.web.compressing import compress
from handoff.web.desk import Desk
from handoff.web.finishing import Finishing
from handoff.web.gate import Routes
from handoff.web.headers import Headers
from handoff.web.live import stream
from handoff.web.live.wakes import Wakes
from handoff.web.log_in import routes as log_in
from handoff.web.log_in.throttle import Throttle
from handoff.web.pages import Pages
from handoff.web.profile import routes as profile
from handoff.web.search import searches
from handoff.web.shifts import routes as shifts
from handoff.web.statistics import routes as statistics

ROOMS = (log_in, profile, chats, clientele, calendar, shifts, administration, statistics)
# `missing` answers every other address, so it comes last.
RESOURCES = (*(resource for room in ROOMS for resource in room.RESOURCES), searches, stream, missing)


def desk_blueprint(
    settings: Settings, *, sessions: Sessions, realtime: Realtime, vault: Vault, clock: Clock, catalogue: Catalogue
) -> Blueprint:
    blueprint, finish = Blueprint("desk"), Finishing()
    sessions = locked(sessions, clock)
    desk = Desk(
        sessions=sessions,
        realtime=realtime,
        vault=vault,
        clock=clock,
        catalogue=catalogue,
        links=Links(settings.base_url, secret_key=settings.secret_key.get_secret_value()),
        pages=Pages(),
        wakes=Wakes(realtime, sessions=sessions, finish=finish),
        throttle=Throttle(settings.redis_url, vault=vault),
        finish=finish,
        is_secure=settings.base_url.startswith("https://"),
    )
    routes = Routes(blueprint, desk)
    for resource in RESOURCES:
        resource.add_to(routes)
    assets.add_to(blueprint)
    blueprint.middleware("response")(compress)
    blueprint.middleware("response")(Headers(is_secure=desk.is_secure).add)
    blueprint.listener("after_server_start")(desk.wakes.start)
    blueprint.listener("before_server_stop")(desk.wakes.stop)
    blueprint.listener("after_server_stop")(finish.rest)
    blueprint.listener("after_server_stop")(desk.throttle.close)
    return blueprint

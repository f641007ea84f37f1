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
from handoff.web.administration import (
    account,
    advisors,
    announcements,
    audit,
    bot_texts,
    branches,
    click_to_chat,
    customer_views,
    events,
    home,
    labels,
    people,
    people_access,
    preview,
    profile,
    teams,
    text_blocks,
    whatsapp_profile,
)
from handoff.web.calendar import appointment_files, appointments, bookings, callbacks, promised_calls, sign_ups
from handoff.web.chats import (
    attempts,
    block_picker,
    chats,
    closures,
    dismissals,
    drafts,
    files,
    further,
    holding,
    labelling,
    media,
    notes,
    reactions,
    replies,
    snoozes,
    templates,
    topics,
    transfers,
)
from handoff.web.compressing import compress
from handoff.web.desk import Desk
from handoff.web.finishing import Finishing
from handoff.web.gate import Routes
from handoff.web.headers import Headers
from handoff.web.live import stream
from handoff.web.live.wakes import Wakes
from handoff.web.log_in import invitations, log_ins
from handoff.web.log_in.throttle import Throttle
from handoff.web.pages import Pages
from handoff.web.profile import languages, notice_settings, presences, profiles
from handoff.web.search import searches

# `missing` answers every other address, so it comes last.
RESOURCES = (
    log_ins,
    languages,
    presences,
    notice_settings,
    chats,
    further,
    searches,
    holding,
    dismissals,
    replies,
    media,
    callbacks,
    appointment_files,
    files,
    templates,
    reactions,
    attempts,
    invitations,
    profiles,
    people,
    people_access,
    teams,
    audit,
    drafts,
    block_picker,
    topics,
    closures,
    transfers,
    snoozes,
    notes,
    labelling,
    promised_calls,
    appointments,
    bookings,
    sign_ups,
    home,
    profile,
    bot_texts,
    branches,
    preview,
    announcements,
    advisors,
    events,
    customer_views,
    text_blocks,
    labels,
    account,
    whatsapp_profile,
    click_to_chat,
    stream,
    missing,
)


def desk_blueprint(
    settings: Settings, *, sessions: Sessions, realtime: Realtime, vault: Vault, clock: Clock, catalogue: Catalogue
) -> Blueprint:
    blueprint, finish = Blueprint("desk"), Finishing()
    sessions = locked(sessions)
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

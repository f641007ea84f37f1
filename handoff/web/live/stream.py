"""What changes while a page is open: one stream a page, of Turbo Streams with the partials of the page itself."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sanic import Request
from sanic.response import HTTPResponse
from sqlalchemy.exc import SQLAlchemyError

from handoff.metrics import STREAMS
from handoff.notices import Bell
from handoff.presence import needs_touch, touch
from handoff.web.calendar.places import place_of
from handoff.web.desk import Desk
from handoff.web.gate import Routes
from handoff.web.live.notices import as_stream
from handoff.web.live.screen import Screen, Spot, read_screen
from handoff.web.live.stream_actions import action, as_event, heard_at
from handoff.web.live.wakes import Ear
from handoff.web.log_in.keys import find_log_in
from handoff.web.viewer import Viewer, find_viewer

log = structlog.get_logger()

# A change is shown at once; those that follow within so many seconds, together: in the page's own chat or one of the
# viewer's, and in what concerns a whole team, whose every page has to be read again.
BREATH, CALM = 0.25, 1.0
# Without news, too, the page is seen to be there and its log-in looked at so often, in seconds; and the page hears of
# it (SILENCE in live.js).
GLANCE = 20.0
FORGOTTEN = timedelta(hours=1)


def add_to(routes: Routes) -> None:
    routes.page("GET", "/desk/stream", show, quiet=True, streams=True)


async def show(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse | None:
    """First everything as it is now, so that nothing is missed between page and stream; then what changes."""
    spot, screen = _spot(request), Screen()
    bell = Bell(since=_since(request, now=desk.clock()))
    with desk.wakes.ear(spot.chat_id) as ear, STREAMS.track_inprogress():
        if request.transport is None or request.transport.is_closing():
            return None  # the browser has gone on while its log-in was looked up
        response = await request.respond(content_type="text/event-stream")
        assert isinstance(response, HTTPResponse)
        while not ear.is_over:
            # The event is a thing of that function alone: the first is large, and the page stays open for hours.
            await response.send(await _next_event(desk, viewer.token, spot, screen, bell, ear))
            if not ear.is_over:
                await _pause(desk, viewer.token, response, ear)
        await response.send(end_stream=True)
    return None


async def _next_event(desk: Desk, token: str, spot: Spot, screen: Screen, bell: Bell, ear: Ear) -> str:
    async with desk.wakes.turn(ear) as changed:
        news = await desk.finish(_news(desk, token, spot, screen, bell, ear, changed))
    return as_event(news, now=desk.clock())


async def _pause(desk: Desk, token: str, response: HTTPResponse, ear: Ear) -> None:
    """Until something changes, or all is to be read again. Meanwhile the connection is kept open."""
    await asyncio.sleep(BREATH)
    await ear.calm(patience=CALM - BREATH)
    glances = max(1, round(desk.wakes.patience / GLANCE))
    for left in reversed(range(glances)):
        rings = await ear.listen(patience=desk.wakes.patience / glances)
        if rings or ear.is_over or not left:
            return
        await desk.finish(_glance(desk, token, ear))
        await response.send(as_event([], now=desk.clock()))


async def _glance(desk: Desk, token: str, ear: Ear) -> None:
    """Who is not logged in any more is told so by the reading that follows."""
    try:
        async with desk.sessions.begin() as session:
            found = await find_log_in(session, token, now=desk.clock(), touch=False)
            if found is None:
                ear.ring()
            elif needs_touch(found.user, now=desk.clock()):
                await touch(session, found.user.id, now=desk.clock())
    except SQLAlchemyError as error:
        log.warning("stream could not read", error=type(error).__name__)


def _since(request: Request, *, now: datetime) -> datetime:
    """When the browser last heard from us, by the page or the stream; what is long ago is no news."""
    heard = heard_at(request.headers.get("last-event-id")) or heard_at(request.args.get("since"))
    return max(heard or now, now - FORGOTTEN)


async def _news(
    desk: Desk, token: str, spot: Spot, screen: Screen, bell: Bell, ear: Ear, changed: frozenset[UUID] | None
) -> list[str]:
    """The log-in and what it may see are checked anew each time."""
    try:
        async with desk.sessions() as session:
            viewer = await find_viewer(session, desk, token, touch=False)
            if viewer is None:
                ear.is_over = True
                # The page reads itself anew, and finds the log-in form.
                return [action("refresh", "")]
            reading = await read_screen(session, desk, viewer, spot, changed=changed)
            notices = await bell.news(session, viewer.access, silenced=viewer.user.silenced, now=desk.clock())
        if needs_touch(viewer.user, now=desk.clock()):
            async with desk.sessions.begin() as session:
                await touch(session, viewer.user.id, now=desk.clock())
    except SQLAlchemyError as error:
        log.warning("stream could not read", error=type(error).__name__)
        return []
    ear.access, ear.shown, ear.houses = viewer.access, reading.ids, reading.houses
    return [*screen.changes(reading), *(as_stream(desk, viewer, notice) for notice in notices)]


def _spot(request: Request) -> Spot:
    chat_id, from_id = request.args.get("chat"), request.args.get("from")
    try:
        return Spot(
            chat_id=UUID(chat_id) if chat_id else None,
            from_id=_row_id(from_id) if from_id else None,
            place=place_of(request),
        )
    except ValueError:
        return Spot(None, None, None)


def _row_id(given: str) -> int:
    """Raises ValueError for what no row can have."""
    number = int(given)
    if not 0 < number < 2**63:
        raise ValueError("no row has this id")
    return number

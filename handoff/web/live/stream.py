"""What changes while a page is open: one stream a page, of Turbo Streams with the partials of the page itself."""

import asyncio
from uuid import UUID

import structlog
from sanic import Request
from sanic.response import HTTPResponse
from sqlalchemy.exc import SQLAlchemyError

from handoff.web.desk import Desk
from handoff.web.gate import Routes
from handoff.web.live.screen import Screen, Spot, read_screen
from handoff.web.live.stream_actions import action, as_event
from handoff.web.live.wakes import Ear
from handoff.web.viewer import Viewer, find_viewer

log = structlog.get_logger()

PING = ": here\n\n"
# A change is shown at once; those that follow within so many seconds, together.
BREATH = 0.25


def add_to(routes: Routes) -> None:
    routes.page("GET", "/desk/stream", show, quiet=True, streams=True)


async def show(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse | None:
    """First everything as it is now, so that nothing is missed between page and stream; then what changes."""
    spot, screen = _spot(request), Screen()
    with desk.wakes.ear(spot.chat_id) as ear:
        response = await request.respond(content_type="text/event-stream")
        assert isinstance(response, HTTPResponse)
        while not ear.is_over:
            async with desk.wakes.turn(ear) as changed:
                news = await desk.finish(_news(desk, viewer.token, spot, screen, ear, changed))
            await response.send(as_event(news) if news else PING)
            await asyncio.sleep(BREATH)
            await ear.listen(patience=desk.wakes.patience)
        await response.send(end_stream=True)
    return None


async def _news(
    desk: Desk, token: str, spot: Spot, screen: Screen, ear: Ear, changed: frozenset[UUID] | None
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
    except SQLAlchemyError as error:
        log.warning("stream could not read", error=type(error).__name__)
        return []
    ear.access, ear.shown = viewer.access, reading.ids
    return screen.changes(reading)


def _spot(request: Request) -> Spot:
    chat_id, from_id = request.args.get("chat"), request.args.get("from")
    try:
        return Spot(
            chat_id=UUID(chat_id) if chat_id else None,
            from_id=int(from_id) if from_id else None,
            callbacks="callbacks" in request.args,
        )
    except ValueError:
        return Spot(None, None, False)

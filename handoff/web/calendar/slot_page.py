"""The page on which a free time is chosen: for a new appointment, or another one for one that is booked."""

from sanic import Request
from sanic.response import HTTPResponse
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.web.calendar.entries import Entry
from handoff.web.calendar.slot_choice import SlotChoice
from handoff.web.calendar.tabs import tabs_of
from handoff.web.desk import Desk
from handoff.web.frame import read_frame
from handoff.web.pages import page
from handoff.web.viewer import Viewer


async def slot_page(
    session: AsyncSession,
    desk: Desk,
    request: Request,
    viewer: Viewer,
    choice: SlotChoice,
    *,
    base: str,
    name: str,
    tells: bool,
    zone: str,
    back: str | None = None,
    entry: Entry | None = None,
    problem: str | None = None,
) -> HTTPResponse:
    """`base`: where the form goes; with /new it is asked for again. `back`: the chat from which one came."""
    return page(
        desk.pages,
        request,
        viewer,
        "calendar/slots.html",
        status=422 if problem else 200,
        frame=await read_frame(session, desk, viewer),
        choice=choice,
        base=base,
        back=back,
        name=name,
        can_tell=tells,
        zone=zone,
        entry=entry,
        problem=problem,
        tabs=tabs_of(viewer.access),
        tab="appointments",
    )

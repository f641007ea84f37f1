"""For whom an appointment is booked from the calendar: a chat that is open, or whoever is found by name or number."""

from sanic import Request
from sanic.response import HTTPResponse

from handoff.access import Right
from handoff.web.calendar.found_customers import NOBODY, find_whom
from handoff.web.calendar.tabs import tabs_of
from handoff.web.desk import Desk
from handoff.web.frame import read_frame
from handoff.web.gate import Routes
from handoff.web.pages import page
from handoff.web.search.query import read_query
from handoff.web.viewer import Viewer

# What the week showed when one came: it goes along to the form.
CARRIED = ("advisor", "day", "slot")


def add_to(routes: Routes) -> None:
    routes.page("GET", "/desk/appointments/new", new, right=Right.CALENDAR)


async def new(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    """The whole page, or who is found alone for who has the page already."""
    written, alone = (request.args.get("q") or "").strip(), request.headers.get("turbo-frame") == "whom"
    query = read_query(written)
    async with desk.sessions() as session:
        found = await find_whom(session, desk, viewer, query) if query.typed else NOBODY
        frame = None if alone else await read_frame(session, desk, viewer)
    return page(
        desk.pages,
        request,
        viewer,
        "calendar/_whom.html" if alone else "calendar/for_whom.html",
        frame=frame,
        now=desk.clock(),
        written=written,
        found=found,
        carried={name: value for name in CARRIED if (value := request.args.get(name))},
        tabs=tabs_of(viewer.access),
        tab="appointments",
    )

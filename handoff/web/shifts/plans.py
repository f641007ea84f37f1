"""A team's week, and last week's copied into it."""

from sanic import Request
from sanic.response import HTTPResponse, redirect

from handoff.access import Right
from handoff.people import Fault
from handoff.shifts import Week, copy_week
from handoff.web.calendar.tabs import tabs_of
from handoff.web.desk import Desk
from handoff.web.frame import read_frame
from handoff.web.gate import Routes
from handoff.web.pages import page
from handoff.web.shifts.choice import PATH, choice_of, read_house
from handoff.web.shifts.roster import read_roster, week_title
from handoff.web.viewer import Viewer

# What a page may say that was done.
DONE = ("added", "changed", "removed", "copied", "imported")


def add_to(routes: Routes) -> None:
    routes.page("GET", PATH, index, right=Right.SHIFTS)
    routes.page("POST", f"{PATH}/copies", create_copy, right=Right.PLANNING)


async def index(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    return await plan_page(desk, request, viewer)


async def create_copy(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    choice = choice_of(request)
    try:
        async with desk.sessions.begin() as session:
            house = await read_house(session, viewer, choice, to_plan=True)
            week = choice.week or Week.of(desk.clock().date())
            count = await copy_week(session, house.team, week, zone=house.zone, by=viewer.user, now=desk.clock())
    except Fault as fault:
        return await plan_page(desk, request, viewer, notice=fault.key, status=409)
    await desk.realtime.publish([house.institution.id])
    return redirect(f"{house.link(week)}&done=copied&n={count}", status=303)


async def plan_page(
    desk: Desk, request: Request, viewer: Viewer, *, notice: str | None = None, status: int = 200
) -> HTTPResponse:
    """`notice`: the key of what went wrong, under `form.problem`."""
    async with desk.sessions() as session:
        roster = await read_roster(session, desk, viewer, choice_of(request))
        frame = await read_frame(session, desk, viewer)
    done, count = request.args.get("done"), request.args.get("n") or ""
    return page(
        desk.pages,
        request,
        viewer,
        "shifts/plan.html",
        status=status,
        frame=frame,
        roster=roster,
        title=week_title(roster.week, viewer.language),
        done=done if done in DONE else None,
        count=int(count) if count.isascii() and count.isdigit() and len(count) < 6 else None,
        notice=notice,
        tabs=tabs_of(viewer.access),
        tab="shifts",
    )

"""The branches, their addresses and hours."""

from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints
from sanic import Request
from sanic.response import HTTPResponse
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.branches import branches_of
from handoff.errors import NotFound
from handoff.hours import Hours, describe_week
from handoff.institutions.branches import BranchInUse, add_branch, change_branch, remove_branch
from handoff.institutions.file import BranchEntry
from handoff.models import Advisor, Branch
from handoff.web.administration.hours_form import HoursForm, hours_form, read_hours
from handoff.web.administration.house import House, read_house, saved, sheet
from handoff.web.desk import Desk
from handoff.web.forms import Filled, Form, Problem, read_form
from handoff.web.gate import Routes
from handoff.web.viewer import Viewer

PATH = "/desk/administration/branches"
USUAL = "Mo-Fr 09:00-12:30,14:00-18:00; PH off; Dec 24 off; Dec 31 off"
Line = Annotated[str, StringConstraints(min_length=1, max_length=80)]


class BranchForm(Form):
    name: Line
    street: Line
    postcode: Annotated[str, StringConstraints(pattern=r"^\d{5}$")]
    city: Line

    def entry(self, hours: str) -> BranchEntry:
        return BranchEntry(slug="", hours=hours, **self.model_dump())


def add_to(routes: Routes) -> None:
    routes.page("GET", PATH, index, right=Right.INSTITUTION)
    routes.page("GET", f"{PATH}/new", new, right=Right.INSTITUTION)
    routes.page("POST", PATH, create, right=Right.INSTITUTION)
    routes.page("GET", f"{PATH}/<branch_id:uuid>", edit, right=Right.INSTITUTION)
    routes.page("POST", f"{PATH}/<branch_id:uuid>", update, right=Right.INSTITUTION)
    routes.page("POST", f"{PATH}/<branch_id:uuid>/removal", create_removal, right=Right.INSTITUTION)


async def index(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    async with desk.sessions() as session:
        house = await read_house(session, request, viewer, Right.INSTITUTION)
        return await _list(desk, request, viewer, session, house)


async def new(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    async with desk.sessions() as session:
        house = await read_house(session, request, viewer, Right.INSTITUTION)
        return await _form(desk, request, viewer, session, house, None, Filled({}, None, {}), hours_form(USUAL, "de"))


async def create(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    filled, hours = read_form(request, BranchForm), read_hours(request)
    async with desk.sessions.begin() as session:
        house = await read_house(session, request, viewer, Right.INSTITUTION)
        if filled.form is None or hours.expression is None:
            return await _form(desk, request, viewer, session, house, None, filled, hours)
        entry = filled.form.entry(hours.expression)
        await add_branch(session, house.id, entry, user=viewer.user, now=desk.clock())
    return saved(PATH, house)


async def edit(desk: Desk, request: Request, viewer: Viewer, branch_id: UUID) -> HTTPResponse:
    async with desk.sessions() as session:
        branch, house = await _find(session, request, viewer, branch_id)
        given = {name: getattr(branch, name) for name in BranchForm.model_fields}
        hours = hours_form(branch.hours, viewer.language, is_raw="raw" in request.args)
        return await _form(desk, request, viewer, session, house, branch, Filled(given, None, {}), hours)


async def update(desk: Desk, request: Request, viewer: Viewer, branch_id: UUID) -> HTTPResponse:
    filled, hours = read_form(request, BranchForm), read_hours(request)
    async with desk.sessions.begin() as session:
        branch, house = await _find(session, request, viewer, branch_id)
        if filled.form is None or hours.expression is None:
            return await _form(desk, request, viewer, session, house, branch, filled, hours)
        entry = filled.form.entry(hours.expression)
        await change_branch(session, branch_id, entry, user=viewer.user, now=desk.clock())
    return saved(PATH, house)


async def create_removal(desk: Desk, request: Request, viewer: Viewer, branch_id: UUID) -> HTTPResponse:
    async with desk.sessions.begin() as session:
        _, house = await _find(session, request, viewer, branch_id)
        try:
            await remove_branch(session, branch_id, user=viewer.user, now=desk.clock())
        except BranchInUse as error:
            problem = Problem("branch_in_use", {"advisors": ", ".join(error.advisors)})
            return await _list(desk, request, viewer, session, house, problems={branch_id: problem})
    return saved(PATH, house)


def this_week(house: House, now: datetime) -> date:
    """Its Monday."""
    today = house.local(now).date()
    return today - timedelta(days=today.weekday())


async def _find(session: AsyncSession, request: Request, viewer: Viewer, branch_id: UUID) -> tuple[Branch, House]:
    branch = await session.get(Branch, branch_id)
    if branch is None:
        raise NotFound("no such branch")
    house = await read_house(session, request, viewer, Right.INSTITUTION, institution_id=branch.institution_id)
    return branch, house


async def _list(
    desk: Desk,
    request: Request,
    viewer: Viewer,
    session: AsyncSession,
    house: House,
    problems: dict[UUID, Problem] | None = None,
) -> HTTPResponse:
    branches = await branches_of(session, house.id)
    there = select(Advisor.branch_id).where(Advisor.institution_id == house.id)
    monday = this_week(house, desk.clock())
    weeks = {
        branch.id: describe_week(Hours(branch.hours, house.institution.state, house.zone), monday, viewer.language)
        for branch in branches
    }
    return await sheet(
        desk,
        request,
        viewer,
        session,
        house,
        "branches",
        "branches.html",
        status=409 if problems else 200,
        branches=branches,
        weeks=weeks,
        with_advisors=set(await session.scalars(there)),
        problems=problems or {},
        path=PATH,
    )


async def _form(
    desk: Desk,
    request: Request,
    viewer: Viewer,
    session: AsyncSession,
    house: House,
    branch: Branch | None,
    filled: Filled[BranchForm],
    hours: HoursForm,
) -> HTTPResponse:
    return await sheet(
        desk,
        request,
        viewer,
        session,
        house,
        "branches",
        "branch.html",
        status=422 if filled.problems or hours.problems else 200,
        branch=branch,
        filled=filled,
        hours=hours,
        path=PATH,
    )

"""The advisors: when appointments with them may lie, about what, where, and whose log-in each is."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints
from sanic import Request
from sanic.response import HTTPResponse
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from handoff.access import Right
from handoff.appointments.labels import TOPICS
from handoff.branches import branches_of
from handoff.errors import NotFound
from handoff.hours import Hours, describe_week
from handoff.institutions.advisors import AdvisorInUse, add_advisor, change_advisor, remove_advisor
from handoff.institutions.file import AdvisorEntry
from handoff.models import Advisor, Meeting, Membership, User
from handoff.web.administration.branches import this_week
from handoff.web.administration.hours_form import HoursForm, hours_form, read_hours
from handoff.web.administration.house import House, read_house, saved, sheet
from handoff.web.desk import Desk
from handoff.web.forms import Filled, Form, Problem, read_form, refused
from handoff.web.gate import Routes
from handoff.web.viewer import Viewer

PATH = "/desk/administration/advisors"
USUAL = "Mo-Fr 09:00-12:00,14:00-17:00; PH off; Dec 24 off; Dec 31 off"


class AdvisorForm(Form):
    """`branch`: a slug. `user`: his log-in, if he has one."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    branch: str
    user: UUID | None = None
    minutes: Annotated[int, Field(ge=15, le=240)]
    topics: list[str] = []
    meetings: list[Meeting] = []

    def entry(self, hours: str) -> AdvisorEntry:
        return AdvisorEntry.model_validate(
            {
                "slug": "",
                "name": self.name,
                "branch": self.branch,
                "topics": self.topics,
                "meetings": [meeting.value for meeting in self.meetings],
                "hours": hours,
                "minutes": self.minutes,
            }
        )


def add_to(routes: Routes) -> None:
    routes.page("GET", PATH, index, right=Right.INSTITUTION)
    routes.page("GET", f"{PATH}/new", new, right=Right.INSTITUTION)
    routes.page("POST", PATH, create, right=Right.INSTITUTION)
    routes.page("GET", f"{PATH}/<advisor_id:uuid>", edit, right=Right.INSTITUTION)
    routes.page("POST", f"{PATH}/<advisor_id:uuid>", update, right=Right.INSTITUTION)
    routes.page("POST", f"{PATH}/<advisor_id:uuid>/removal", create_removal, right=Right.INSTITUTION)


async def index(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    async with desk.sessions() as session:
        house = await read_house(session, request, viewer, Right.INSTITUTION)
        return await _list(desk, request, viewer, session, house)


async def new(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    async with desk.sessions() as session:
        house = await read_house(session, request, viewer, Right.INSTITUTION)
        given = {"minutes": 45, "topics": [], "meetings": [Meeting.BRANCH.value]}
        hours = hours_form(USUAL, viewer.language)
        return await _form(desk, request, viewer, session, house, None, Filled(given, None, {}), hours)


async def create(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    filled, hours = _read(request), read_hours(request)
    async with desk.sessions.begin() as session:
        house = await read_house(session, request, viewer, Right.INSTITUTION)
        if filled.form is None or hours.expression is None:
            return await _form(desk, request, viewer, session, house, None, filled, hours)
        entry, belongs_to = filled.form.entry(hours.expression), filled.form.user
        await add_advisor(session, house.id, entry, belongs_to=belongs_to, user=viewer.user, now=desk.clock())
    return saved(PATH, house)


async def edit(desk: Desk, request: Request, viewer: Viewer, advisor_id: UUID) -> HTTPResponse:
    async with desk.sessions() as session:
        advisor, house = await _find(session, request, viewer, advisor_id)
        given = {
            "name": advisor.name,
            "branch": advisor.branch.slug,
            "user": advisor.user_id or "",
            "minutes": advisor.minutes,
            "topics": advisor.topics,
            "meetings": advisor.meetings,
        }
        hours = hours_form(advisor.hours, viewer.language, is_raw="raw" in request.args)
        return await _form(desk, request, viewer, session, house, advisor, Filled(given, None, {}), hours)


async def update(desk: Desk, request: Request, viewer: Viewer, advisor_id: UUID) -> HTTPResponse:
    filled, hours = _read(request), read_hours(request)
    async with desk.sessions.begin() as session:
        advisor, house = await _find(session, request, viewer, advisor_id)
        if filled.form is None or hours.expression is None:
            return await _form(desk, request, viewer, session, house, advisor, filled, hours)
        entry, belongs_to = filled.form.entry(hours.expression), filled.form.user
        await change_advisor(session, advisor_id, entry, belongs_to=belongs_to, user=viewer.user, now=desk.clock())
    return saved(PATH, house)


async def create_removal(desk: Desk, request: Request, viewer: Viewer, advisor_id: UUID) -> HTTPResponse:
    async with desk.sessions.begin() as session:
        _, house = await _find(session, request, viewer, advisor_id)
        try:
            await remove_advisor(session, advisor_id, user=viewer.user, now=desk.clock())
        except AdvisorInUse:
            problems = {advisor_id: Problem("advisor_in_use")}
            return await _list(desk, request, viewer, session, house, problems=problems)
    return saved(PATH, house)


def _read(request: Request) -> Filled[AdvisorForm]:
    filled = read_form(request, AdvisorForm)
    if filled.form is None:
        return filled
    if not filled.form.topics or set(filled.form.topics) - TOPICS.keys():
        filled = refused(filled, topics="choose_one")
    if not filled.given["meetings"]:
        filled = refused(filled, meetings="choose_one")
    return filled


async def _find(session: AsyncSession, request: Request, viewer: Viewer, advisor_id: UUID) -> tuple[Advisor, House]:
    advisor = await session.get(Advisor, advisor_id, options=[joinedload(Advisor.branch)])
    if advisor is None:
        raise NotFound("no such advisor")
    house = await read_house(session, request, viewer, Right.INSTITUTION, institution_id=advisor.institution_id)
    return advisor, house


async def _people(session: AsyncSession, house: House) -> list[tuple[UUID, str]]:
    works_here = select(Membership.user_id).where(Membership.institution_id == house.id)
    people = select(User.id, User.name).where(User.id.in_(works_here)).order_by(User.name)
    return [(key, name) for key, name in await session.execute(people)]


async def _list(
    desk: Desk,
    request: Request,
    viewer: Viewer,
    session: AsyncSession,
    house: House,
    problems: dict[UUID, Problem] | None = None,
) -> HTTPResponse:
    wanted = select(Advisor).where(Advisor.institution_id == house.id).order_by(Advisor.name)
    advisors = list(await session.scalars(wanted.options(joinedload(Advisor.branch))))
    monday = this_week(house, desk.clock())
    weeks = {
        one.id: describe_week(Hours(one.hours, house.institution.state, house.zone), monday, viewer.language)
        for one in advisors
    }
    return await sheet(
        desk,
        request,
        viewer,
        session,
        house,
        "advisors",
        "advisors.html",
        status=409 if problems else 200,
        advisors=advisors,
        weeks=weeks,
        people=dict(await _people(session, house)),
        problems=problems or {},
        path=PATH,
    )


async def _form(
    desk: Desk,
    request: Request,
    viewer: Viewer,
    session: AsyncSession,
    house: House,
    advisor: Advisor | None,
    filled: Filled[AdvisorForm],
    hours: HoursForm,
) -> HTTPResponse:
    return await sheet(
        desk,
        request,
        viewer,
        session,
        house,
        "advisors",
        "advisor.html",
        status=422 if filled.problems or hours.problems else 200,
        advisor=advisor,
        filled=filled,
        hours=hours,
        branches=[(branch.slug, branch.name) for branch in await branches_of(session, house.id)],
        people=await _people(session, house),
        subjects=[(topic, words[viewer.language]) for topic, words in TOPICS.items()],
        meetings=[meeting.value for meeting in Meeting],
        path=PATH,
    )

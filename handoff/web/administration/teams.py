"""Teams: their names, hours and members."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, Field
from sanic import Request
from sanic.response import HTTPResponse

from handoff.access import Right
from handoff.hours import Hours, describe_week
from handoff.models import Team
from handoff.people import (
    Fault,
    TeamWishes,
    change_team,
    company_of,
    create_team,
    delete_team,
    find_team,
    open_chats_of,
)
from handoff.web.administration.branches import this_week
from handoff.web.administration.hours_form import HoursForm, hours_form, read_hours
from handoff.web.administration.house import read_house, saved, sheet
from handoff.web.administration.people_list import read_people, read_teams
from handoff.web.administration.person_form import faulty, printable
from handoff.web.desk import Desk
from handoff.web.forms import Filled, Form, read_form
from handoff.web.gate import Routes
from handoff.web.viewer import Viewer

PATH = "/desk/administration/teams"
ANSWER_MINUTES = 10
USUAL = "Mo-Fr 08:00-18:00; PH off; Dec 24 off; Dec 31 off"


class TeamForm(Form):
    """`handing`: whether its chats are given to its people or taken by them. `capacity`: empty for no end to it.
    `company`: empty for the institution's own people.
    """

    name: Annotated[str, Field(min_length=2, max_length=60), AfterValidator(printable)]
    handing: Literal["take", "give"] = "take"
    capacity: Annotated[int, Field(ge=1, le=999)] | None = None
    answer_minutes: Annotated[int, Field(ge=1, le=240)] = ANSWER_MINUTES

    company: Annotated[str, Field(max_length=60), AfterValidator(printable)] = ""

    def wishes(self, hours: str) -> TeamWishes:
        gives = self.handing == "give"
        return TeamWishes(self.name, hours, gives, self.capacity, self.answer_minutes, self.company)


def add_to(routes: Routes) -> None:
    routes.page("GET", PATH, index, right=Right.PEOPLE)
    routes.page("POST", PATH, create, right=Right.PEOPLE)
    routes.page("GET", f"{PATH}/new", new, right=Right.PEOPLE)
    routes.page("GET", f"{PATH}/<team_id:uuid>", show, right=Right.PEOPLE)
    routes.page("POST", f"{PATH}/<team_id:uuid>", update, right=Right.PEOPLE)
    routes.page("POST", f"{PATH}/<team_id:uuid>/deletion", create_deletion, right=Right.PEOPLE)


async def index(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    async with desk.sessions() as session:
        house = await read_house(session, request, viewer, Right.PEOPLE)
        teams = await read_teams(session, house)
        living = [person for person in await read_people(session, house) if person.state != "disabled"]
        counts = {
            team.id: sum(any(place.team_id == team.id for place in one.places) for one in living) for team in teams
        }
        monday, state = this_week(house, desk.clock()), house.institution.state
        weeks = {
            team.id: describe_week(Hours(team.hours, state, house.zone), monday, viewer.language) for team in teams
        }
        return await sheet(
            desk, request, viewer, session, house, "teams", "teams.html", teams=teams, counts=counts, weeks=weeks
        )


async def new(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    given = {"handing": "take", "answer_minutes": ANSWER_MINUTES}
    return await _new_page(desk, request, viewer, Filled(given, None, {}), hours_form(USUAL, viewer.language))


async def create(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    filled, hours = read_form(request, TeamForm), read_hours(request)
    if filled.form is not None and hours.expression is not None:
        wishes = filled.form.wishes(hours.expression)
        try:
            async with desk.sessions.begin() as session:
                house = await read_house(session, request, viewer, Right.PEOPLE)
                await create_team(session, house.id, wishes, by=viewer.user, now=desk.clock())
            return saved(PATH, house)
        except Fault as fault:
            filled = faulty(filled, fault)
    return await _new_page(desk, request, viewer, filled, hours, status=422)


async def show(desk: Desk, request: Request, viewer: Viewer, team_id: UUID) -> HTTPResponse:
    return await _team_page(desk, request, viewer, team_id)


async def update(desk: Desk, request: Request, viewer: Viewer, team_id: UUID) -> HTTPResponse:
    filled, hours = read_form(request, TeamForm), read_hours(request)
    try:
        async with desk.sessions.begin() as session:
            house = await read_house(session, request, viewer, Right.PEOPLE)
            team = await find_team(session, team_id, institution_id=house.id)
            if filled.form is not None and hours.expression is not None:
                wishes = filled.form.wishes(hours.expression)
                await change_team(session, team, wishes, by=viewer.user, now=desk.clock())
    except Fault as fault:
        filled = faulty(filled, fault)
    if filled.form is None or hours.expression is None:
        return await _team_page(desk, request, viewer, team_id, filled=filled, hours=hours, status=422)
    return saved(PATH, house)


async def create_deletion(desk: Desk, request: Request, viewer: Viewer, team_id: UUID) -> HTTPResponse:
    try:
        async with desk.sessions.begin() as session:
            house = await read_house(session, request, viewer, Right.PEOPLE)
            team = await find_team(session, team_id, institution_id=house.id)
            await delete_team(session, team, by=viewer.user, now=desk.clock())
    except Fault:
        return await _team_page(desk, request, viewer, team_id, status=409)
    return saved(PATH, house)


async def _new_page(
    desk: Desk, request: Request, viewer: Viewer, filled: Filled[TeamForm], hours: HoursForm, *, status: int = 200
) -> HTTPResponse:
    async with desk.sessions() as session:
        house = await read_house(session, request, viewer, Right.PEOPLE)
        return await sheet(
            desk, request, viewer, session, house, "teams", "new_team.html", status=status, filled=filled, hours=hours
        )


async def _team_page(
    desk: Desk,
    request: Request,
    viewer: Viewer,
    team_id: UUID,
    *,
    filled: Filled[TeamForm] | None = None,
    hours: HoursForm | None = None,
    status: int = 200,
) -> HTTPResponse:
    async with desk.sessions() as session:
        house = await read_house(session, request, viewer, Right.PEOPLE)
        team = await find_team(session, team_id, institution_id=house.id)
        people = await read_people(session, house)
        chats, callbacks = await open_chats_of(session, team)
        return await sheet(
            desk,
            request,
            viewer,
            session,
            house,
            "teams",
            "team.html",
            status=status,
            team=team,
            filled=filled or Filled(_given(team, await company_of(session, team)), None, {}),
            hours=hours or hours_form(team.hours, viewer.language, is_raw="raw" in request.args),
            members=[(person, place.role) for person in people for place in person.places if place.team_id == team.id],
            chats=chats,
            callbacks=callbacks,
        )


def _given(team: Team, company: str) -> dict[str, Any]:
    """As the form would have brought it."""
    return {
        "name": team.name,
        "handing": "give" if team.push else "take",
        "capacity": team.capacity or "",
        "answer_minutes": team.answer_minutes,
        "company": company,
    }

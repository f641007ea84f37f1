"""The institution's people: listed, invited, given roles; and guests, who belong to another organisation."""

from typing import Any
from uuid import UUID

from sanic import Request
from sanic.response import HTTPResponse

from handoff.access import Right
from handoff.errors import NotFound
from handoff.language import LANGUAGES
from handoff.people import Fault, Invited, add_guest, change_user, invite, member, set_places
from handoff.web.administration.house import read_house, saved, sheet
from handoff.web.administration.people_list import Person, read_log_ins, read_people, read_teams
from handoff.web.administration.person_form import ChangedForm, GuestForm, PersonForm, PlacesForm, faulty
from handoff.web.desk import Desk
from handoff.web.forms import Filled, read_form
from handoff.web.gate import Routes
from handoff.web.viewer import Viewer

PATH = "/desk/administration/people"


def add_to(routes: Routes) -> None:
    routes.page("GET", PATH, index, right=Right.PEOPLE)
    routes.page("POST", PATH, create, right=Right.PEOPLE)
    routes.page("GET", f"{PATH}/new", new, right=Right.PEOPLE)
    routes.page("GET", f"{PATH}/guests/new", new_guest, right=Right.PEOPLE)
    routes.page("POST", f"{PATH}/guests", create_guest, right=Right.PEOPLE)
    routes.page("GET", f"{PATH}/<user_id:uuid>", show, right=Right.PEOPLE)
    routes.page("POST", f"{PATH}/<user_id:uuid>", update, right=Right.PEOPLE)


async def index(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    async with desk.sessions() as session:
        house = await read_house(session, request, viewer, Right.PEOPLE)
        people = await read_people(session, house)
        return await sheet(desk, request, viewer, session, house, "people", "people.html", people=people)


async def new(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    given = {"language": viewer.language, "places": []}
    return await _form_page(desk, request, viewer, "new_person.html", Filled(given, None, {}))


async def create(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    filled = read_form(request, PersonForm)
    if filled.form is not None:
        wanted, by, now = filled.form, viewer.user, desk.clock()
        try:
            async with desk.sessions.begin() as session:
                house = await read_house(session, request, viewer, Right.PEOPLE)
                invited = await invite(
                    session,
                    house.id,
                    name=wanted.name,
                    email=wanted.email,
                    language=wanted.language,
                    places=wanted.chosen,
                    by=by,
                    now=now,
                )
            return await link_page(desk, request, viewer, invited)
        except Fault as fault:
            filled = faulty(filled, fault)
    return await _form_page(desk, request, viewer, "new_person.html", filled, status=422)


async def new_guest(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    return await _form_page(desk, request, viewer, "new_guest.html", Filled({"places": []}, None, {}))


async def create_guest(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    filled = read_form(request, GuestForm)
    if filled.form is not None:
        wanted, by, now = filled.form, viewer.user, desk.clock()
        try:
            async with desk.sessions.begin() as session:
                house = await read_house(session, request, viewer, Right.PEOPLE)
                await add_guest(session, wanted.email, wanted.chosen, institution_id=house.id, by=by, now=now)
            return saved(PATH, house)
        except Fault as fault:
            filled = faulty(filled, fault)
    return await _form_page(desk, request, viewer, "new_guest.html", filled, status=422)


async def show(desk: Desk, request: Request, viewer: Viewer, user_id: UUID) -> HTTPResponse:
    return await person_page(desk, request, viewer, user_id)


async def update(desk: Desk, request: Request, viewer: Viewer, user_id: UUID) -> HTTPResponse:
    """Of a guest only what he is here."""
    by, now = viewer.user, desk.clock()
    filled: Filled[Any] | None = None
    try:
        async with desk.sessions.begin() as session:
            house = await read_house(session, request, viewer, Right.PEOPLE)
            user = await member(session, user_id, institution_id=house.id)
            is_ours = user.organisation_id == house.id
            filled = read_form(request, ChangedForm) if is_ours else read_form(request, PlacesForm)
            wanted, chats = filled.form, []
            if isinstance(wanted, ChangedForm):
                details = wanted.model_dump(exclude={"places"})
                await change_user(session, user, **details, by=by, now=now)
            if wanted is not None:
                chats = await set_places(session, user, wanted.chosen, institution_id=house.id, by=by, now=now)
    except Fault as fault:
        assert filled is not None
        return await person_page(desk, request, viewer, user_id, filled=faulty(filled, fault), status=422)
    if wanted is None:
        return await person_page(desk, request, viewer, user_id, filled=filled, status=422)
    await desk.realtime.publish(chats)
    return saved(PATH, house)


async def person_page(
    desk: Desk,
    request: Request,
    viewer: Viewer,
    user_id: UUID,
    *,
    filled: Filled[Any] | None = None,
    notice: str | None = None,
    status: int = 200,
) -> HTTPResponse:
    """`notice`: the key under `person.notice` of why nothing was done."""
    async with desk.sessions() as session:
        house = await read_house(session, request, viewer, Right.PEOPLE)
        found = await read_people(session, house, only=user_id)
        if not found:
            raise NotFound("no such person")
        person = found[0]
        return await sheet(
            desk,
            request,
            viewer,
            session,
            house,
            "people",
            "person.html",
            status=status,
            person=person,
            filled=filled or _filled(person),
            teams=await read_teams(session, house),
            log_ins=await read_log_ins(session, user_id, now=desk.clock()) if person.guest_of is None else (),
            notice=notice,
        )


async def link_page(desk: Desk, request: Request, viewer: Viewer, invited: Invited) -> HTTPResponse:
    """The only time that the link can be seen."""
    async with desk.sessions() as session:
        house = await read_house(session, request, viewer, Right.PEOPLE)
        link = desk.links.invitation(invited.token)
        return await sheet(
            desk, request, viewer, session, house, "people", "link.html", name=invited.user.name, link=link
        )


async def _form_page(
    desk: Desk, request: Request, viewer: Viewer, template: str, filled: Filled[Any], *, status: int = 200
) -> HTTPResponse:
    async with desk.sessions() as session:
        house = await read_house(session, request, viewer, Right.PEOPLE)
        teams = await read_teams(session, house)
        return await sheet(
            desk, request, viewer, session, house, "people", template, status=status, filled=filled, teams=teams
        )


def _filled(person: Person) -> Filled[Any]:
    given = {
        "name": person.name,
        "email": person.email,
        "language": person.language,
        "capacity": person.capacity,
        "speaks": person.speaks or LANGUAGES,
        "places": [place.value for place in person.places],
    }
    return Filled(given, None, {})

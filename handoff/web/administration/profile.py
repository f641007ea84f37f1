"""The institution's facts, which fill the bot's texts, and the version of its data-protection notice."""

from sanic import Request
from sanic.response import HTTPResponse
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.errors import NotFound
from handoff.institutions.facts import facts_of
from handoff.institutions.record import change_facts, change_notice
from handoff.web.administration.facts import GROUPS, problem_of, typed
from handoff.web.administration.house import House, read_house, saved, sheet
from handoff.web.desk import Desk
from handoff.web.forms import Filled, Form, Problem, field_of
from handoff.web.gate import Routes
from handoff.web.viewer import Viewer

PATH = "/desk/administration/profile"
NOTICE = "notice_version"
PRIVACY = "privacy"


def add_to(routes: Routes) -> None:
    routes.page("GET", PATH, show, right=Right.INSTITUTION)
    routes.page("POST", PATH, update, right=Right.INSTITUTION)


async def show(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    async with desk.sessions() as session:
        house = await read_house(session, request, viewer, Right.INSTITUTION)
        return await _page(desk, request, viewer, session, house, {})


async def update(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    """One group of facts."""
    group = field_of(request, "group")
    if group not in GROUPS:
        raise NotFound("no such group of facts")
    names = [*GROUPS[group], *([NOTICE] if group == PRIVACY else [])]
    given = {name: field_of(request, name).strip() for name in names}
    problems = {name: problem for name, value in given.items() if (problem := problem_of(name, value))}
    async with desk.sessions.begin() as session:
        house = await read_house(session, request, viewer, Right.INSTITUTION)
        if problems:
            return await _page(desk, request, viewer, session, house, {group: (given, problems)})
        version = given.pop(NOTICE, None)
        await change_facts(session, house.id, typed(given), user=viewer.user, now=desk.clock())
        if version is not None:
            await change_notice(session, house.id, version=version, user=viewer.user, now=desk.clock())
    return saved(PATH, house, f"#{group}")


Refused = dict[str, tuple[dict[str, str], dict[str, Problem]]]


async def _page(
    desk: Desk, request: Request, viewer: Viewer, session: AsyncSession, house: House, refused: Refused
) -> HTTPResponse:
    facts = facts_of(house.institution) | {NOTICE: house.institution.notice_version}
    groups = [(key, names, _filled(facts, refused.get(key))) for key, names in GROUPS.items()]
    return await sheet(
        desk,
        request,
        viewer,
        session,
        house,
        "profile",
        "profile.html",
        status=422 if refused else 200,
        groups=groups,
        path=PATH,
    )


def _filled(facts: dict[str, str], refused: tuple[dict[str, str], dict[str, Problem]] | None) -> Filled[Form]:
    given, problems = refused or ({}, {})
    return Filled(facts | given, None, problems)

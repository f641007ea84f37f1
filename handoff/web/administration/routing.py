"""Which team takes what, and when a centre of another company takes over."""

from dataclasses import dataclass
from typing import Any

from sanic import Request
from sanic.response import HTTPResponse

from handoff.access import Right
from handoff.institutions.routing import Outsourced, change_routing
from handoff.models import Institution, Team
from handoff.routing.house import read_rules
from handoff.routing.outsourcing import When
from handoff.web.administration.house import read_house, saved, sheet
from handoff.web.administration.people_list import read_teams
from handoff.web.desk import Desk
from handoff.web.forms import Filled, Form, Problem, field_of, fields_of, number_of
from handoff.web.gate import Routes
from handoff.web.viewer import Viewer

PATH = "/desk/administration/routing"
LONGEST_RETURN, MOST_CHATS = 30, 999
NEVER = "never"


@dataclass(frozen=True, slots=True)
class Wishes:
    teams: dict[str, str]
    return_days: int
    outsourcing: list[Outsourced]


def add_to(routes: Routes) -> None:
    routes.page("GET", PATH, show, right=Right.INSTITUTION)
    routes.page("POST", PATH, update, right=Right.INSTITUTION)


async def show(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    return await _page(desk, request, viewer, None)


async def update(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    async with desk.sessions.begin() as session:
        house = await read_house(session, request, viewer, Right.INSTITUTION)
        wishes, filled = _read(desk, request, await read_teams(session, house))
        if wishes is not None:
            await change_routing(
                session,
                house.id,
                teams=wishes.teams,
                return_days=wishes.return_days,
                outsourcing=wishes.outsourcing,
                user=viewer.user,
                now=desk.clock(),
            )
    return saved(PATH, house) if wishes is not None else await _page(desk, request, viewer, filled)


async def _page(desk: Desk, request: Request, viewer: Viewer, refused: Filled[Form] | None) -> HTTPResponse:
    async with desk.sessions() as session:
        house = await read_house(session, request, viewer, Right.INSTITUTION)
        teams = await read_teams(session, house)
        names = {team.slug: team.name for team in teams}
        return await sheet(
            desk,
            request,
            viewer,
            session,
            house,
            "routing",
            "routing.html",
            status=422 if refused else 200,
            filled=refused or Filled(_given(house.institution), None, {}),
            topics=[
                (topic, desk.catalogue.title(topic, viewer.language), names.get(rule.team, names["service"]))
                for topic, rule in desk.catalogue.rules.items()
            ],
            leaving=[
                (topic, desk.catalogue.title(topic, viewer.language))
                for topic, rule in desk.catalogue.rules.items()
                if rule.external
            ],
            teams=[(team.slug, team.name) for team in teams if not _is_outside(team)],
            centres=[(team.slug, team.name) for team in teams if _is_outside(team)],
            path=PATH,
        )


def _is_outside(team: Team) -> bool:
    return team.staffed_by_id is not None


def _given(institution: Institution) -> dict[str, Any]:
    """As the form would have brought it."""
    rules = read_rules(institution.routing)
    given: dict[str, Any] = {"return_days": rules.returns.days}
    given |= {f"team_{topic}": slug for topic, slug in rules.teams.items()}
    for rule in rules.outsourcing:
        slug = rule["team"]
        given |= {
            f"when_{slug}": rule["when"],
            f"above_{slug}": rule.get("above", ""),
            f"topics_{slug}": rule.get("topics", []),
        }
    return given


def _read(desk: Desk, request: Request, teams: tuple[Team, ...]) -> tuple[Wishes | None, Filled[Form]]:
    """What is wished, or the form with what is wrong. A team or a topic that there isn't is left out."""
    problems: dict[str, Problem] = {}
    inside = {team.slug for team in teams if not _is_outside(team)}
    given: dict[str, Any] = {"return_days": field_of(request, "return_days")}
    days = number_of(request, "return_days")
    if days is None or days > LONGEST_RETURN:
        problems["return_days"] = Problem("number_between", {"least": 0, "most": LONGEST_RETURN})
    chosen = {topic: field_of(request, f"team_{topic}") for topic in desk.catalogue.rules}
    given |= {f"team_{topic}": slug for topic, slug in chosen.items()}
    outsourcing = []
    for team in teams:
        if not _is_outside(team):
            continue
        slug = team.slug
        when, above = field_of(request, f"when_{slug}") or NEVER, number_of(request, f"above_{slug}")
        topics = [topic for topic in fields_of(request, f"topics_{slug}") if topic in desk.catalogue.rules]
        given |= {
            f"when_{slug}": when,
            f"above_{slug}": field_of(request, f"above_{slug}"),
            f"topics_{slug}": topics,
        }
        if when == When.ABOVE and not 1 <= (above or 0) <= MOST_CHATS:
            problems[f"above_{slug}"] = Problem("number_between", {"least": 1, "most": MOST_CHATS})
        elif when in set(When):
            outsourcing.append(Outsourced(slug, When(when), above, tuple(topics)))
    if problems or days is None:
        return None, Filled(given, None, problems)
    wanted = {topic: slug for topic, slug in chosen.items() if slug in inside}
    return Wishes(wanted, days, outsourcing), Filled(given, None, {})

"""What the bot would say on a day: of a branch's or a team's hours, and to whom it hands over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sanic import Request
from sanic.response import HTTPResponse
from sqlalchemy import select

from handoff.access import Right
from handoff.branches import branches_of
from handoff.handing_over import team_hours, what_happens_next
from handoff.hours import Hours
from handoff.hours.telling import Place, tell
from handoff.institutions.facts import facts_of
from handoff.institutions.texts import filled, own_texts
from handoff.language import LANGUAGES
from handoff.models import Team
from handoff.web.administration.house import House, read_house, sheet
from handoff.web.desk import Desk
from handoff.web.gate import Routes
from handoff.web.markup import formatted
from handoff.web.viewer import Viewer

PATH = "/desk/administration/preview"
BRANCHES = "branches"


@dataclass(frozen=True, slots=True)
class Choice:
    """`key`: in the address. `hours`: of one branch, of all of them, or of a team."""

    key: str
    name: str
    places: Sequence[Place]
    is_team: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """`before`: asked now about the day; `then`: asked on the day itself; `handed_over`: who wants a person then."""

    language: str
    before: str
    then: str
    handed_over: str | None


def add_to(routes: Routes) -> None:
    routes.page("GET", PATH, show, right=Right.INSTITUTION)


async def show(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    async with desk.sessions() as session:
        house = await read_house(session, request, viewer, Right.INSTITUTION)
        teams = list(await session.scalars(select(Team).where(Team.institution_id == house.id).order_by(Team.name)))
        branches = await branches_of(session, house.id)
        institution = house.institution
        hours = [Place(one.name, Hours(one.hours, institution.state, house.zone)) for one in branches]
        choices = [Choice(BRANCHES, "", hours)] if hours else []
        choices += [Choice(f"branch:{one.slug}", one.name, [place]) for one, place in zip(branches, hours, strict=True)]
        choices += [
            Choice(f"team:{one.slug}", one.name, [Place(one.name, team_hours(one, institution))], is_team=True)
            for one in teams
        ]
        now = house.local(desk.clock())
        day, at = _day(request, now), _time(request)
        chosen = next((one for one in choices if one.key == request.args.get("place")), choices[0])
        service = next((one for one in teams if one.slug == "service"), None)
        team = chosen.places[0].hours if chosen.is_team else team_hours(service, institution) if service else None
        moment = house.moment(datetime.combine(day, at))
        said = [_said(house, chosen, team, day, moment, now, language) for language in LANGUAGES]
        return await sheet(
            desk,
            request,
            viewer,
            session,
            house,
            "preview",
            "preview.html",
            choices=choices,
            chosen=chosen,
            day=day,
            at=at,
            said=said,
            formatted=formatted,
            path=PATH,
        )


def _said(
    house: House, chosen: Choice, team: Hours | None, day: date, moment: datetime, now: datetime, language: str
) -> Said:
    return Said(
        language,
        before=tell(chosen.places, (day, day), now, language),
        then=tell(chosen.places, (day, day), moment, language),
        handed_over=_handed_over(house, team, moment, language) if team else None,
    )


def _handed_over(house: House, team: Hours, moment: datetime, language: str) -> str:
    response, values = what_happens_next(team, moment, language)
    own = house.institution.texts.get(response, {}).get(language)
    return filled(own or own_texts()[response].usual[language], facts_of(house.institution) | values)


def _day(request: Request, now: datetime) -> date:
    """24 December, where nothing else is asked for: the day on which most goes wrong."""
    try:
        day = date.fromisoformat(request.args.get("day") or "")
    except ValueError:
        return date(now.year, 12, 24)
    return day if abs(day.year - now.year) <= 5 else date(now.year, 12, 24)


def _time(request: Request) -> time:
    try:
        return time.fromisoformat(request.args.get("at") or "").replace(tzinfo=None)
    except ValueError:
        return time(10)

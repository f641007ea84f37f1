"""A month of what another company's teams had of an institution's chats: a page, and a file for spreadsheets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sanic import Request
from sanic.response import HTTPResponse
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.errors import NotFound
from handoff.models import Organisation, Team, User
from handoff.row_security import beyond
from handoff.statistics.centres import CentreChat, complete_since, read_centre_chats
from handoff.statistics.month import Month
from handoff.web.administration.house import House, read_house
from handoff.web.desk import Desk
from handoff.web.frame import read_frame
from handoff.web.gate import Routes
from handoff.web.pages import page
from handoff.web.spreadsheets import MARK, as_csv
from handoff.web.statistics.centre_words import COLUMNS, Wording
from handoff.web.statistics.numbers import whole_day, whole_step
from handoff.web.texts import texts_in
from handoff.web.viewer import Viewer

PATH = "/desk/statistics/centres"
# So many months can be chosen, and so many chats are shown; the file has all.
MONTHS, SHOWN = 24, 200
EARLIEST = Month(date(2000, 1, 1))


@dataclass(frozen=True, slots=True)
class Company:
    """`teams`: of the institution, that its people are."""

    id: UUID
    name: str
    teams: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`company` is None where no team is another company's. `incomplete_until`: from that day on nothing is missing, if
    something may be. `names_people`: by name, and not as numbers.
    """

    house: House
    companies: tuple[Company, ...]
    company: Company | None
    month: Month
    months: tuple[Month, ...]
    chats: tuple[CentreChat, ...]
    incomplete_until: date | None
    names_people: bool
    words: Wording


def add_to(routes: Routes) -> None:
    routes.page("GET", PATH, show, right=Right.STATISTICS)
    routes.page("GET", f"{PATH}/file", show_file, right=Right.STATISTICS)


async def show(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    async with desk.sessions() as session:
        sheet = await _read(session, desk, request, viewer)
        return page(
            desk.pages,
            request,
            viewer,
            "statistics/centres.html",
            frame=await read_frame(session, desk, viewer, choices=False),
            house=sheet.house,
            sheet=sheet,
            words=sheet.words,
            columns=COLUMNS,
            most=SHOWN,
            whole_day=whole_day,
            month_name=lambda month: whole_step(month.first, "month", viewer.language),
        )


async def show_file(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    """A line a chat. Raises NotFound where there is no company."""
    async with desk.sessions() as session:
        sheet = await _read(session, desk, request, viewer)
    if sheet.company is None:
        raise NotFound("no team of another company")
    lines = [sheet.words.head(), *(sheet.words.written(chat) for chat in sheet.chats)]
    headers = {"Content-Disposition": f'attachment; filename="centre-{sheet.month}.csv"'}
    return HTTPResponse(MARK + as_csv(lines), content_type="text/csv; charset=utf-8", headers=headers)


async def has_centres(session: AsyncSession, viewer: Viewer) -> bool:
    """Whether there is anything to be read here."""
    known = select(Team.id).where(
        Team.institution_id.in_(viewer.access.where(Right.STATISTICS)), Team.staffed_by_id.is_not(None)
    )
    return await session.scalar(known.limit(1)) is not None


async def _read(session: AsyncSession, desk: Desk, request: Request, viewer: Viewer) -> Sheet:
    """Raises NotFound for an institution or a company of which he may know nothing."""
    house = await read_house(session, request, viewer, Right.STATISTICS)
    companies = await _companies(session, house)
    company = _chosen(request, companies)
    this_month = Month.of(house.local(desk.clock()).date())
    month = _month(request, usual=this_month.before)
    chats: tuple[CentreChat, ...] = ()
    if company is not None:
        since, until = month.span(house.zone)
        chats = await read_centre_chats(
            session, institution_id=house.id, company_id=company.id, since=since, until=until
        )
    # As with all figures of persons: where the institution wants them, and for who leads these persons' teams.
    is_wanted = house.institution.agent_statistics_since is not None
    names_people = is_wanted and company is not None and company.teams <= viewer.access.led
    texts = texts_in(viewer.language)
    complete = complete_since(house.institution, now=desk.clock())
    return Sheet(
        house=house,
        companies=companies,
        company=company,
        month=month,
        months=_months(this_month, month),
        chats=chats,
        incomplete_until=complete if complete > month.first else None,
        names_people=names_people,
        words=Wording(
            viewer.language,
            house.zone,
            lambda topic: desk.catalogue.title(topic, viewer.language) or topic or texts("statistics.no_topic"),
            await _people(session, viewer, chats, by_name=names_people),
        ),
    )


async def _companies(session: AsyncSession, house: House) -> tuple[Company, ...]:
    """By name. Nobody of theirs need work here yet, by whom the desk would know them."""
    staffed = select(Team.id, Team.staffed_by_id).where(Team.institution_id == house.id)
    teams: dict[UUID, set[UUID]] = {}
    for team_id, company_id in await session.execute(staffed):
        if company_id is not None:
            teams.setdefault(company_id, set()).add(team_id)
    if not teams:
        return ()
    named = select(Organisation.id, Organisation.name).where(Organisation.id.in_(teams))
    async with beyond(session):
        rows = await session.execute(named.order_by(Organisation.name, Organisation.id))
    return tuple(Company(id, name, frozenset(teams[id])) for id, name in rows)


def _chosen(request: Request, companies: Sequence[Company]) -> Company | None:
    given = request.args.get("company") or ""
    if not given:
        return companies[0] if companies else None
    found = next((one for one in companies if str(one.id) == given), None)
    if found is None:
        raise NotFound("no such company")
    return found


def _month(request: Request, *, usual: Month) -> Month:
    """What can't be read is the usual: the last whole one."""
    try:
        month = Month.read(request.args.get("month") or "")
    except ValueError:
        return usual
    return month if month >= EARLIEST else usual


def _months(newest: Month, chosen: Month) -> tuple[Month, ...]:
    """The newest first, and the chosen one among them."""
    months = [newest]
    while len(months) < MONTHS:
        months.append(months[-1].before)
    return tuple(sorted({*months, chosen}, reverse=True))


async def _people(
    session: AsyncSession, viewer: Viewer, chats: Sequence[CentreChat], *, by_name: bool
) -> dict[UUID, str]:
    """By name only where the institution has figures of persons; else by numbers, in the order in which they come."""
    texts = texts_in(viewer.language)
    ids = list(dict.fromkeys(one for chat in chats for one in chat.agents))
    if not by_name:
        return {id: texts("statistics.centres.person", n=number) for number, id in enumerate(ids, 1)}
    rows = await session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    names = {id: name for id, name in rows}
    return {id: names.get(id) or texts("absences.somebody") for id in ids}

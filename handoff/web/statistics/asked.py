"""What a reader asks for, and among what he may choose."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from sanic import Request
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.errors import NotFound
from handoff.language import LANGUAGES
from handoff.models import Institution, Membership, Organisation, Team, User
from handoff.statistics.asking import Question
from handoff.web.desk import Desk
from handoff.web.texts import texts_in
from handoff.web.viewer import Viewer

USUAL = 30
LONGEST = timedelta(days=1100)
FIRST, LAST = date(2000, 1, 1), date(2200, 1, 1)
# In an address: conversations without a topic.
NO_TOPIC = "-"

Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Preset:
    """A period to choose with a click."""

    key: str
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Asked:
    """`house`: the institution's id where it is one alone. `switched_on`: of it, agents' figures are kept."""

    question: Question
    houses: Choices
    teams: Choices
    agents: Choices
    topics: Choices
    languages: Choices
    zone: str
    today: date
    house: UUID | None
    switched_on: bool

    @property
    def given(self) -> dict[str, str]:
        """As in an address."""
        question = self.question
        topic = NO_TOPIC if question.topic == "" else question.topic
        return {
            "institution": str(question.institutions[0]) if len(self.houses) > 1 and self.house else "",
            "since": question.since.isoformat(),
            "until": question.until.isoformat(),
            "team": str(question.team_id or ""),
            "agent": str(question.agent_id or ""),
            "topic": topic or "",
            "language": question.language or "",
        }

    def query(self, **more: object) -> str:
        """For addresses that ask for the same, but for `more`."""
        return urlencode({name: value for name, value in (self.given | more).items() if value})

    @property
    def presets(self) -> tuple[Preset, ...]:
        today, first = self.today, self.today.replace(day=1)
        month_before = first - timedelta(days=1)
        return (
            *(Preset(f"last_{days}", today - timedelta(days=days - 1), today) for days in (7, 30, 90)),
            Preset("this_month", first, today),
            Preset("month_before", month_before.replace(day=1), month_before),
            Preset("this_year", today.replace(month=1, day=1), today),
        )


async def read_asked(session: AsyncSession, desk: Desk, request: Request, viewer: Viewer) -> Asked:
    """Raises NotFound for an institution, a team or a person of whom he may know nothing."""
    houses = await _houses(session, viewer)
    chosen = _chosen(request, "institution", [house.id for house, _ in houses])
    among = [house for house, _ in houses if chosen in (None, house.id)]
    ids = tuple(house.id for house in among)
    teams = await _teams(session, ids, with_house=len(houses) > 1)
    team_id = _chosen(request, "team", [id for id, _ in teams])
    agents = await _agents(session, viewer, among)
    today = desk.clock().astimezone(ZoneInfo(among[0].zone)).date()
    since, until = _period(request, today)
    topics = _topics(desk, viewer)
    topic = _known(request, "topic", topics)
    question = Question(
        institutions=ids,
        since=since,
        until=until,
        team_id=team_id,
        agent_id=_chosen(request, "agent", [id for id, _ in agents]),
        topic="" if topic == NO_TOPIC else topic,
        language=_known(request, "language", tuple((language, language) for language in LANGUAGES)),
    )
    return Asked(
        question=question,
        houses=tuple((str(house.id), name) for house, name in houses),
        teams=tuple((str(id), name) for id, name in teams),
        agents=tuple((str(id), name) for id, name in agents),
        topics=topics,
        languages=tuple((language, texts_in(viewer.language)(f"language.{language}")) for language in LANGUAGES),
        zone=among[0].zone,
        today=today,
        house=among[0].id if len(among) == 1 else None,
        switched_on=len(among) == 1 and among[0].agent_statistics_since is not None,
    )


async def _houses(session: AsyncSession, viewer: Viewer) -> list[tuple[Institution, str]]:
    rows = await session.execute(
        select(Institution, Organisation.name)
        .join(Organisation, Organisation.id == Institution.id)
        .where(Institution.id.in_(viewer.access.where(Right.STATISTICS)))
        .order_by(Organisation.name, Organisation.id)
    )
    found = [(institution, name) for institution, name in rows]
    if not found:
        raise NotFound("no institution")
    return found


async def _teams(session: AsyncSession, houses: tuple[UUID, ...], *, with_house: bool) -> list[tuple[UUID, str]]:
    rows = await session.execute(
        select(Team.id, Team.name, Organisation.name)
        .join(Organisation, Organisation.id == Team.institution_id)
        .where(Team.institution_id.in_(houses))
        .order_by(Organisation.name, Team.name)
    )
    return [(id, f"{name} · {house}" if with_house else name) for id, name, house in rows]


async def _agents(session: AsyncSession, viewer: Viewer, houses: list[Institution]) -> list[tuple[UUID, str]]:
    """Those whom he leads, where the institution has their figures kept."""
    kept = [house.id for house in houses if house.agent_statistics_since is not None]
    rows = await session.execute(
        select(User.id, User.name)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.team_id.in_(viewer.access.led), Membership.institution_id.in_(kept))
        .distinct()
        .order_by(User.name, User.id)
    )
    return [(id, name) for id, name in rows]


def _topics(desk: Desk, viewer: Viewer) -> Choices:
    titles = {topic: desk.catalogue.title(topic, viewer.language) for topic in desk.catalogue.rules}
    ordered = sorted(titles.items(), key=lambda pair: pair[1].casefold())
    return (*ordered, (NO_TOPIC, texts_in(viewer.language)("statistics.no_topic")))


def _chosen(request: Request, name: str, known: list[UUID]) -> UUID | None:
    given = request.args.get(name) or ""
    if not given:
        return None
    found = next((id for id in known if str(id) == given), None)
    if found is None:
        raise NotFound(f"no such {name}")
    return found


def _known(request: Request, name: str, choices: Choices) -> str | None:
    given = request.args.get(name) or ""
    return given if given in dict(choices) else None


def _period(request: Request, today: date) -> tuple[date, date]:
    """What can't be read is the usual; backwards is forwards; too long is cut."""
    until = _day(request, "until") or today
    since = _day(request, "since") or until - timedelta(days=USUAL - 1)
    since, until = min(since, until), max(since, until)
    return max(since, until - LONGEST), until


def _day(request: Request, name: str) -> date | None:
    try:
        day = date.fromisoformat(request.args.get(name) or "")
    except ValueError:
        return None
    return day if FIRST <= day <= LAST else None


def clock_of(asked: Asked, now: datetime) -> tuple[date, int]:
    """The day and hour that it is there."""
    local = now.astimezone(ZoneInfo(asked.zone))
    return local.date(), local.hour

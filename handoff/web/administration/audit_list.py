"""The audit list as it is asked for: by person, act, subject and period, the newest first."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from sanic import Request
from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import (
    Advisor,
    Audit,
    Branch,
    Event,
    Label,
    Number,
    Organisation,
    Team,
    TextBlock,
    User,
    WebhookSubscription,
)
from handoff.web.administration.house import House

ROWS = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """`person`: a user's id, or who else acts ("bot"). `subject`: a table, or one of its rows, as "team:<uuid>"."""

    person: str
    act: str
    subject: str
    since: date | None
    until: date | None

    def query(self, house: House, **more: object) -> str:
        """For addresses that ask for the same."""
        asked = {
            "institution": str(house.id) if house.query else "",
            "person": self.person,
            "act": self.act,
            "subject": self.subject,
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
        } | more
        return urlencode({name: value for name, value in asked.items() if value})

    def conditions(self, house: House) -> list[ColumnElement[bool]]:
        zone = ZoneInfo(house.zone)
        found: list[ColumnElement[bool]] = [Audit.institution_id == house.id]
        if self.person:
            user_id = _uuid(self.person)
            found.append(Audit.user_id == user_id if user_id else Audit.actor == self.person)
        if self.act:
            found.append(Audit.act == self.act)
        if self.subject:
            found.append(Audit.subject == self.subject if ":" in self.subject else _is_a(self.subject))
        if self.since:
            found.append(Audit.at >= datetime.combine(self.since, time(), zone))
        if self.until:
            found.append(Audit.at < datetime.combine(self.until + timedelta(days=1), time(), zone))
        return found


@dataclass(frozen=True, slots=True)
class Entries:
    """`names`: of people and things in the rows, by id. `last`: what the next page follows, if there is one."""

    rows: tuple[Audit, ...]
    names: dict[str, str]
    last: int | None


def wanted_of(request: Request) -> Wanted:
    """What can't be read asks for nothing."""
    given = {name: request.args.get(name, "").replace("\x00", "").strip() for name in ("person", "act", "subject")}
    return Wanted(**given, since=_day(request.args.get("since")), until=_day(request.args.get("until")))


def before_of(request: Request) -> int | None:
    given = request.args.get("before", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None


async def read_entries(
    session: AsyncSession, house: House, wanted: Wanted, *, language: str, before: int | None, limit: int = ROWS
) -> Entries:
    """`before`: an entry's id; those after it in the list. `language`: of the names that have one in each."""
    asked = select(Audit).where(*wanted.conditions(house)).order_by(Audit.at.desc(), Audit.id.desc()).limit(limit + 1)
    if before is not None:
        mark = select(Audit.at, Audit.id).where(Audit.id == before, Audit.institution_id == house.id)
        asked = asked.where(tuple_(Audit.at, Audit.id) < mark.scalar_subquery())
    rows = (await session.scalars(asked)).all()
    shown = tuple(rows[:limit])
    return Entries(shown, await _names(session, shown, language), shown[-1].id if len(rows) > limit else None)


async def _names(session: AsyncSession, rows: tuple[Audit, ...], language: str) -> dict[str, str]:
    ids = {row.user_id for row in rows if row.user_id} | {_uuid(row.subject.partition(":")[2]) for row in rows}
    for row in rows:
        for values in (row.before or {}, row.after or {}):
            ids |= {_uuid(value) for value in values.values() if isinstance(value, str)}
    ids.discard(None)
    called = [(table.id, table.name) for table in (User, Team, Branch, Advisor, Label, Organisation)]
    called += [(TextBlock.id, TextBlock.title), (Event.id, Event.title[language].astext)]
    called += [(Number.id, Number.display_number), (WebhookSubscription.id, WebhookSubscription.name)]
    found: dict[str, str] = {}
    for key, name in called:
        found |= {str(id): named for id, named in await session.execute(select(key, name).where(key.in_(ids)))}
    return found


def _is_a(table: str) -> ColumnElement[bool]:
    return Audit.subject.startswith(f"{table}:", autoescape=True)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None

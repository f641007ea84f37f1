"""Which week is asked for, and of whom: what an address says, with sense made of it."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sanic import Request

SUNDAY = 6
# Calendars end somewhere: a year back for who looks something up, a year ahead.
FARTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Choice:
    """What the address asks for. `advisor`: an id, "all", or empty for the viewer's own calendar if he has one."""

    view: str
    day: date | None
    advisor: str
    branch: UUID | None
    institution: UUID | None


def choice_of(request: Request) -> Choice:
    """What can't be read counts as not given."""
    return Choice(
        view="list" if request.args.get("view") == "list" else "week",
        day=date_of(request.args.get("day")),
        advisor=request.args.get("advisor") or "",
        branch=id_of(request.args.get("branch")),
        institution=id_of(request.args.get("institution")),
    )


def id_of(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def date_of(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def monday_of(day: date | None, today: date) -> date:
    """Of the day's week; of this week where the day is absurd or not given. On a Sunday of the next."""
    wanted = day if day and abs(day - today) <= FARTHEST else today
    if day is None and wanted.weekday() == SUNDAY:
        wanted += timedelta(days=1)
    return wanted - timedelta(days=wanted.weekday())

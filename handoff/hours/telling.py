"""Opening hours as a text of a few lines: one day in several places, several days, a week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel.dates import format_date

from handoff.hours.opening import Hours
from handoff.hours.wording import describe_day, describe_week
from handoff.when import describe_day as name_of
from handoff.when import describe_moment

_TODAY = {"de": "Heute", "en": "Today"}
_TOMORROW = {"de": "Morgen", "en": "Tomorrow"}
_OPEN = {"de": "jetzt geöffnet", "en": "open now"}
_CLOSED = {"de": "jetzt geschlossen, wieder ab {}", "en": "closed now, open again from {}"}
_AGAIN = {"de": "wieder ab {}", "en": "open again from {}"}
_DAY = {"de": "EEE, d. MMM", "en": "EEE, d MMM"}


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    hours: Hours


def tell(places: Sequence[Place], days: tuple[date, date] | None, now: datetime, language: str) -> str:
    """`days`: first and last. One place and no day: its week. No day: today. `now` in the places' zone."""
    if days is None and len(places) == 1:
        return week(places[0], now, language)
    first, last = days or (now.date(), now.date())
    if first == last:
        return on_day(places, first, now, language)
    return day_by_day(places, first, last, language)


def on_day(places: Sequence[Place], day: date, now: datetime, language: str) -> str:
    lines = [f"*{place.name}*: {_with_now(place.hours, day, now, language)}" for place in places]
    return "\n".join([f"{_heading(day, now.date(), language)}:", *lines])


def day_by_day(places: Sequence[Place], first: date, last: date, language: str) -> str:
    days = [first + timedelta(days=count) for count in range((last - first).days + 1)]
    blocks = [
        "\n".join(
            [
                f"*{place.name}*",
                *(f"{_short(day, language)}: {describe_day(place.hours, day, language)}" for day in days),
            ]
        )
        for place in places
    ]
    return "\n\n".join(blocks)


def week(place: Place, now: datetime, language: str) -> str:
    """The week that runs; from Saturday on, the next."""
    monday = now.date() - timedelta(days=now.weekday())
    if now.weekday() >= 5:
        monday += timedelta(days=7)
    lines = [f"{days}: {said}" for days, said in describe_week(place.hours, monday, language)]
    status = _status(place.hours, now, language)
    return "\n".join([f"*{place.name}*", *lines, *([f"{status[0].upper()}{status[1:]}"] if status else [])])


def _heading(day: date, today: date, language: str) -> str:
    near = {today: _TODAY, today + timedelta(days=1): _TOMORROW}.get(day)
    return f"{near[language]}, {name_of(day, language)}" if near else name_of(day, language)


def _short(day: date, language: str) -> str:
    return format_date(day, _DAY[language], locale=language).replace(".,", ",")


def _with_now(hours: Hours, day: date, now: datetime, language: str) -> str:
    said = describe_day(hours, day, language)
    status = _status(hours, now, language) if day == now.date() else None
    return f"{said}, {status}" if status else said


def _status(hours: Hours, now: datetime, language: str) -> str | None:
    """None if the place doesn't open within a year."""
    if hours.is_open(now):
        return _OPEN[language]
    opening = hours.next_opening(now)
    if opening is None:
        return None
    wording = _CLOSED if hours.spans(now.date()) else _AGAIN
    return wording[language].format(_moment(opening, now, language))


def _moment(opening: datetime, now: datetime, language: str) -> str:
    """Without the day, if it is today."""
    said = describe_moment(opening, language)
    return said.rpartition(", ")[2] if opening.date() == now.date() else said

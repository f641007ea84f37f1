"""Which event a message names, and what the bot says of events."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from babel.dates import format_datetime
from rapidfuzz import fuzz

from actions.rows import DETAIL, ROWS, row_titles
from handoff.context import TurnContext
from handoff.counts import understand_count
from handoff.models import Event
from handoff.when import describe_moment, understand

_PEOPLE = re.compile(
    r"\b(?:\w+ (?:person(?:en)?|leuten?|pl(?:ä|ae)tze|karten|people|persons|seats|places|tickets|of us)"
    r"|zu (?:zweit|dritt|viert|f(?:ü|ue)nft|sechst)|nur ich|just me"
    r"|(?:ich|me) (?:und|and) mein\w* \w+|(?:me|i) and my \w+|(?:mit|with) (?:mein\w*|my) \w+)\b",
    re.IGNORECASE,
)
_LIKE = 88
_LONG = 5
_COMMON = frozenset(
    "veranstaltung veranstaltungen vortrag event events abend evening infoabend talk leicht gemacht".split()
)
_PLACES = {
    "de": ("{0} Plätze frei", "1 Platz frei", "ausgebucht"),
    "en": ("{0} places left", "1 place left", "fully booked"),
}


def named_event(text: str, events: Sequence[Event], turn: TurnContext) -> Event | None:
    """By a word of its title, else by its day; None if several are meant or none is."""
    named = titled_events(text, events)
    if not named:
        when = understand(text, now=turn.now, language=turn.language)
        named = [event for event in events if when and when.day == event.starts_at.astimezone(turn.zone).date()]
    return named[0] if len(named) == 1 else None


def titled_events(text: str, events: Sequence[Event]) -> list[Event]:
    said = re.findall(r"\w{4,}", text.casefold())
    return [event for event in events if any(_like(word, key) for word in said for key in _keys(event))]


def people_in(text: str, language: str) -> int | None:
    """How many come, also beside a day or a time: "am Samstag zu zweit", "the stock market evening, four people"."""
    parts = (match[0] for match in _PEOPLE.finditer(text))
    counts = (understand_count(part, language=language) for part in (text, *parts))
    return next((count for count in counts if count), None)


def event_words(event: Event, turn: TurnContext) -> dict[str, str]:
    """The placeholders of responses about an event."""
    return {
        "event": str(event.title[turn.language]),
        "about": str(event.description[turn.language]),
        "place": event.place,
        "moment": describe_moment(event.starts_at.astimezone(turn.zone), turn.language),
        "free": _places(event.free, turn.language),
    }


def people_words(people: int, language: str) -> str:
    """ "1 Person", "2 Personen"."""
    one, several = {"de": ("1 Person", "{0} Personen"), "en": ("1 person", "{0} people")}[language]
    return one if people == 1 else several.format(people)


def event_rows(events: Sequence[Event], turn: TurnContext, intent: str) -> list[dict[str, Any]]:
    titles = row_titles([str(event.title[turn.language]) for event in events[:ROWS]])
    return [
        {
            "title": title,
            "description": _detail(event, turn)[:DETAIL],
            "payload": f'/{intent}{{"event": "{event.slug}"}}',
        }
        for title, event in zip(titles, events, strict=False)
    ]


def event_line(event: Event, turn: TurnContext) -> str:
    words = event_words(event, turn)
    return f"• {words['event']}: {words['moment']}, {words['place']} ({words['free']})"


def _detail(event: Event, turn: TurnContext) -> str:
    return f"{_date(event.starts_at.astimezone(turn.zone), turn.language)}, {_places(event.free, turn.language)}"


def _date(moment: datetime, language: str) -> str:
    clock = describe_moment(moment, language).rpartition(", ")[2]
    day = format_datetime(moment, "ccc d.M." if language == "de" else "ccc d MMM", locale=language)
    return f"{day}, {clock}"


def _places(free: int, language: str) -> str:
    several, one, none = _PLACES[language]
    return none if free == 0 else one if free == 1 else several.format(free)


def _keys(event: Event) -> list[str]:
    words = re.findall(r"\w{4,}", " ".join([event.slug, *map(str, event.title.values())]).casefold())
    return [word for word in words if word not in _COMMON]


def _like(said: str, key: str) -> bool:
    """ "Börsenabend" names "Börse am Abend"; words are forgiven a slip."""
    if min(len(said), len(key)) < _LONG:
        return said == key
    return said.startswith(key) or float(fuzz.ratio(said, key)) >= _LIKE

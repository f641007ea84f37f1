"""Wishes for a time as the dialogue state keeps them: small JSON."""

from datetime import date, datetime, time
from typing import Any

from handoff.when import When, describe_day, describe_moment

Kept = dict[str, Any]

_SOONEST = {"de": "so bald wie möglich", "en": "as soon as possible"}
_BETWEEN = {"de": "zwischen {} und {}", "en": "between {} and {}"}


def keep_wish(wish: When) -> Kept:
    return {
        "day": wish.day and wish.day.isoformat(),
        "last_day": wish.last_day and wish.last_day.isoformat(),
        "start": wish.start and wish.start.isoformat("minutes"),
        "end": wish.end and wish.end.isoformat("minutes"),
        "soonest": wish.soonest,
    }


def kept_wish(kept: Kept | None) -> When | None:
    if not kept:
        return None
    return When(
        kept["day"] and date.fromisoformat(kept["day"]),
        kept["start"] and time.fromisoformat(kept["start"]),
        kept["end"] and time.fromisoformat(kept["end"]),
        kept["last_day"] and date.fromisoformat(kept["last_day"]),
        bool(kept["soonest"]),
    )


def wish_words(wish: When, language: str) -> str:
    """ "Freitag, 27. November, zwischen 12 Uhr und 18 Uhr", "so bald wie möglich"."""
    days = " – ".join(describe_day(day, language) for day in (wish.day, wish.last_day) if day)
    start, end = (_clock(moment, language) for moment in (wish.start, wish.end))
    times = _BETWEEN[language].format(start, end) if start and end else start or end
    return ", ".join(part for part in (days, times, _SOONEST[language] if wish.soonest else "") if part)


def _clock(moment: time | None, language: str) -> str:
    return describe_moment(datetime.combine(date.min, moment), language).rpartition(", ")[2] if moment else ""


def joined(former: When | None, new: When) -> When:
    """ "Freitag" after "Donnerstag um 10" means Friday at 10; "um 11" means Thursday at 11."""
    if former is None or new.soonest or new == When(None, None, None):
        return new
    if new.day is None:
        return When(former.day, new.start, new.end, former.last_day)
    if new.last_day and former.end is None:
        return new
    if new.start is None and new.end is None:
        return When(new.day, former.start, former.end, new.last_day)
    return new

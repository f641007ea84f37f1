"""Wishes for a time as the dialogue state keeps them: small JSON."""

from datetime import date, time
from typing import Any

from handoff.when import When

Kept = dict[str, Any]


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


def joined(former: When | None, new: When) -> When:
    """ "Freitag" after "Donnerstag um 10" means Friday at 10; "um 11" means Thursday at 11."""
    if former is None or new.soonest or new == When(None, None, None):
        return new
    if new.day is None:
        return When(former.day, new.start, new.end, former.last_day)
    if new.start is None and new.end is None:
        return When(new.day, former.start, former.end, new.last_day)
    return new

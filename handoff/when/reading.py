"""What a message says of day and time, for an appointment from Monday to Saturday between 8 and 20."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from handoff.when.clock import read_bare_hour, read_clock
from handoff.when.corrections import without_retracted
from handoff.when.days import read_days, read_written_date
from handoff.when.second_opinion import guess_day
from handoff.when.spelling import normalise

_SOONEST = re.compile(
    r"\bso (?:schnell|frueh|bald|zeitnah)(?: ?wie(?: nur)? ?(?:moeglich|es geht|geht))\b|\bschnellstens\b|\bzeitnah\b"
    r"|\b(?:naechst|fruehest|schnellst|baldigst)moeglich\w*|\bmoeglichst (?:bald|schnell|frueh)\b|\bbaldmoeglichst\b"
    r"|\b(?:irgend|(?:ganz )?egal )wann\b|\bjederzeit\b|^(?:das )?(?:ist )?(?:mir )?(?:ganz |voellig )?egal$"
    r"|\b(?:naechste[rn]?|first|next) (?:freie[rn]? |available |free )(?:termin|appointment|slot)\b"
    r"|\basap\b|\bas (?:soon|early|quickly) as (?:possible|you can)\b|\bany ?time\b|\bany day\b|\bwhenever\b"
    r"|\bearliest\b(?! at)|^(?:i )?don'?t (?:care|mind)$"
)
_FROM_NOW = re.compile(r"\bin (\d+|einer|ein|an|a|einer halben|half an) (stunden?|hours?|minuten?|minutes?|min)\b")


@dataclass(frozen=True, slots=True)
class When:
    """`start` alone is a point in time, with `end` a stretch: "ab 15 Uhr" ends, "vor 12" begins with office hours.

    `last_day`, inclusive, makes a stretch of days. All fields empty: a day was named that does not exist, as 31.11.
    """

    day: date | None
    start: time | None
    end: time | None
    last_day: date | None = None
    soonest: bool = False


def understand(text: str, *, now: datetime, language: str) -> When | None:
    """None if the message says nothing of day or time; `now` in the office's zone.

    A past day is returned as it is where the message gives its year, otherwise the next such day is meant.
    """
    said, urgent = _SOONEST.subn(" ", normalise(text))
    said = without_retracted(said)
    when = _from_now(said, now) or _read(said, now.date(), language)
    if urgent:
        return replace(when, soonest=True) if when else When(None, None, None, soonest=True)
    return when


def _from_now(text: str, now: datetime) -> When | None:
    match = _FROM_NOW.search(text)
    if match is None:
        return None
    half = "half" in match[1] or "halben" in match[1]
    count = int(match[1]) if match[1].isdigit() else 1
    moment = now + (timedelta(minutes=30) if half else _hours_or_minutes(match[2], count))
    return When(moment.date(), moment.time().replace(second=0, microsecond=0), None)


def _hours_or_minutes(unit: str, count: int) -> timedelta:
    return timedelta(hours=count) if unit.startswith(("stunde", "hour")) else timedelta(minutes=count)


def _read(text: str, today: date, language: str) -> When | None:
    days = read_written_date(text, today)
    clock = read_clock(days.rest if days else text)
    days = days or read_days(clock.rest, today, language)
    start = clock.start or (read_bare_hour(days.rest) if days and not clock.end else None)
    if days:
        return When(days.first, start, clock.end, days.last)
    day = guess_day(clock.rest, today, language)
    return When(day, start, clock.end) if day or start else None

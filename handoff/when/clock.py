"""Times of day: whether the marked times of a message are a point, a stretch, a beginning or an end."""

import re
from dataclasses import dataclass
from datetime import time

from handoff.when.dayparts import FIRST, LAST, Stretch, daypart
from handoff.when.spoken_time import mark_times

_AROUND = r"(?:ca\.?|circa|etwa|ungefaehr|kurz|so|about|around|gleich|um|at)?"
_MARK = r"@(~?)(\d+):(\d\d)"
_TO = r"(?:-|bis(?: um)?|und|and|to|till|until|til)"
_STRETCH = re.compile(rf"{_MARK}\s*(?:-|bis(?: um| spaetestens| maximal)?|to|till|until|til)\s*{_MARK}")
_BETWEEN = re.compile(rf"\b(?:zwischen|between|von|from)\s*{_MARK}\s*{_TO}\s*{_MARK}")
_NOT = r"(?<!nicht )(?<!not )"
_AFTER = r"ab|nach|after|from|von|fruehestens|nicht vor|not before|no earlier than|nicht frueher als|since"
_BEFORE = r"vor|bis|before|by|until|till|spaetestens|nicht nach|not after|no later than|nicht spaeter als"
_FROM = re.compile(rf"{_NOT}\b(?:{_AFTER})\s*{_AROUND}\s*{_MARK}|{_MARK}\s*(?:oder spaeter|or later|onwards|aufwaerts)")
_UNTIL = re.compile(
    rf"{_NOT}\b(?:{_BEFORE})\s*(?:spaetestens|zu)?\s*{_AROUND}\s*{_MARK}|{_MARK}\s*(?:oder frueher|or earlier)"
)
_POINT = re.compile(rf"(?:\b(?:so )?(?:um|gegen|at|around|about|ca|so)\b\.?\s*)?{_MARK}")
_BARE_HOUR = re.compile(
    r"\D*?(?<!mit )(?<!zu )(?<!with )(?<!for )(?<!fuer )(?<!sind )(?<!are )\b(\d{1,2})\s*(?:bitte|please|[?!])*"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A point has a start alone, a stretch has both."""

    start: time | None
    end: time | None
    rest: str


def read_clock(text: str) -> Reading:
    """Read the time and return the text without it."""
    marked = mark_times(re.sub(r"\b(?:kurz (?:nach|vor)|shortly (?:after|before))\b", "gegen", text))
    part = daypart(marked)
    start, end = _bounds(marked, part)
    rest = part.rest
    for pattern in (_BETWEEN, _STRETCH, _FROM, _UNTIL, _POINT):
        rest = pattern.sub(" ", rest)
    return Reading(start or part.start, end if start or end else part.end, re.sub(r"\s+", " ", rest).strip())


def read_bare_hour(text: str) -> time | None:
    """The hour in what is left once a day has been read: "Montag 10"."""
    match = _BARE_HOUR.fullmatch(text)
    return _resolved("~", match[1], "00", None) if match else None


def _bounds(marked: str, part: Stretch) -> tuple[time | None, time | None]:
    if match := _BETWEEN.search(marked) or _STRETCH.search(marked):
        return _ordered(match.groups(), part.half)
    begin, finish = _FROM.search(marked), _UNTIL.search(marked)
    if begin or finish:
        return _open_bounds(begin, finish, part)
    point = _POINT.search(marked)
    return (_first_mark(point, part.half), None) if point else (None, None)


def _open_bounds(
    begin: re.Match[str] | None, finish: re.Match[str] | None, part: Stretch
) -> tuple[time | None, time | None]:
    """What is left open is bounded by the part of the day, or by office hours: "vormittags ab 10", "bis 12 Uhr"."""
    start = _first_mark(begin, part.half) if begin else None
    end = _first_mark(finish, part.half) if finish else None
    first = part.start if part.start and end and part.start < end else FIRST
    last = part.end if part.end and start and part.end > start else LAST
    start_or_first, end_or_last = start or first, end or last
    return (start_or_first, end_or_last) if start_or_first < end_or_last else (start or end, None)


def _ordered(marks: tuple[str, ...], half: str | None) -> tuple[time | None, time | None]:
    """ "7 bis 9" begins in the morning, "10 bis 3" ends in the afternoon."""
    either, hour, minute, either_end, hour_end, minute_end = marks
    start, end = _resolved(either, hour, minute, half), _resolved(either_end, hour_end, minute_end, half)
    if start and end and start >= end:
        start = _resolved("", hour, minute, half)
    if start and end and start >= end and either_end and end.hour < 12:
        end = end.replace(hour=end.hour + 12)
    return start, end


def _first_mark(match: re.Match[str], half: str | None) -> time | None:
    either, hour, minute = [group for group in match.groups() if group is not None][:3]
    return _resolved(either, hour, minute, half)


def _resolved(either: str, hour: str, minute: str, half: str | None) -> time | None:
    """Offices keep no night hours: from 1 to 7 the afternoon is meant, unless the morning is named."""
    value = int(hour)
    if either and value < 12 and (half == "pm" or (half is None and 1 <= value <= 7)):
        value += 12
    return time(value % 24, int(minute)) if value <= 24 and int(minute) < 60 else None

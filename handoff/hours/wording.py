"""Opening hours in words: "9–12.30 und 14–18 Uhr", "9 am–12.30 pm and 2–6 pm"."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from babel.dates import format_date

from handoff.hours.opening import Hours, Span

_CLOSED = {"de": "geschlossen", "en": "closed"}
_ALL_DAY = {"de": "rund um die Uhr", "en": "all day"}
_AND = {"de": " und ", "en": " and "}


def describe_day(hours: Hours, day: date, language: str) -> str:
    spans = hours.spans(day)
    comment = hours.comment(day, language=language)
    reason = comment if spans else comment or hours.holiday(day, language=language)
    said = _times(spans, language) if spans else _CLOSED[language]
    return f"{said} ({reason})" if reason else said


def describe_week(hours: Hours, monday: date, language: str) -> list[tuple[str, str]]:
    """The seven days from monday on as (weekdays, hours), neighbouring equal days folded."""
    days = [monday + timedelta(days=count) for count in range(7)]
    folded = groupby(days, key=lambda day: describe_day(hours, day, language))
    return [(_weekdays(list(equal), language), said) for said, equal in folded]


def _weekdays(days: Sequence[date], language: str) -> str:
    names = [format_date(day, "ccc", locale=language).rstrip(".") for day in days]
    return names[0] if len(names) == 1 else f"{names[0]}–{names[-1]}"


def _times(spans: Sequence[Span], language: str) -> str:
    if all(span.end - span.start >= timedelta(days=1) for span in spans):
        return _ALL_DAY[language]
    said = [_german(span) if language == "de" else _english(span) for span in spans]
    listed = _AND[language].join(filter(None, [", ".join(said[:-1]), said[-1]]))
    return f"{listed} Uhr" if language == "de" else listed


def _german(span: Span) -> str:
    end = "24" if _is_midnight(span.end) else _clock(span.end, span.end.hour)
    return f"{_clock(span.start, span.start.hour)}–{end}"


def _english(span: Span) -> str:
    start, end = _twelve(span.start), "midnight" if _is_midnight(span.end) else _twelve(span.end)
    if start.endswith(" pm") and end.endswith(" pm") or start.endswith(" am") and end.endswith(" am"):
        start = start[:-3]
    return f"{start}–{end}"


def _twelve(moment: datetime) -> str:
    if (moment.hour, moment.minute) == (12, 0):
        return "12 noon"
    return f"{_clock(moment, moment.hour % 12 or 12)} {'am' if moment.hour < 12 else 'pm'}"


def _clock(moment: datetime, hour: int) -> str:
    return f"{hour}.{moment.minute:02}" if moment.minute else str(hour)


def _is_midnight(moment: datetime) -> bool:
    return (moment.hour, moment.minute) == (0, 0)

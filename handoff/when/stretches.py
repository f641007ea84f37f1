"""Stretches of days: weeks and weekends, months and their thirds, the days between the years."""

import calendar
import re
from datetime import date, timedelta

from handoff.when.dates import Days
from handoff.when.vocabulary import MONTHS

_SATURDAY = 5
_PART = r"(?P<part>anfang|beginn|mitte|ende|start|beginning|middle|mid|end|early|late)"
_NEXT = r"naechst\w*|kommend\w*|folgend\w*|next|coming"
_THIS = r"dies\w*|laufend\w*|this|der|the|of"
_WEEK = re.compile(
    rf"\b(?:{_PART}[ -](?:in )?(?:of )?)?(?:in )?(?:der |the )?"
    rf"(?:(?P<skip>uebernaechst\w* woche|week after next)"
    rf"|(?:(?P<next>{_NEXT})|{_THIS}) (?:woche|week)\b(?! vom| of| after))"
)
_CALENDAR_WEEK = re.compile(r"\b(?:kw|kalenderwoche|calendar week|week) ?(\d{1,2})\b")
_WEEK_OF = re.compile(r"\b(?:woche vom|woche ab|week of|week from)(?: dem| the)?\s*$")
_WEEKEND = re.compile(r"\b(?P<next>naechst\w* |next )?(?:wochenende|weekend)\b")
_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
_SOLE = rf"(?:{_NAMES})\.?$"
_MONTH = re.compile(
    rf"\b(?:{_PART}[ -](?:of (?:the )?|des |im )?|im (?:monat )?|in |during |ab |^(?={_SOLE}))"
    rf"(?:(?:(?P<next>{_NEXT}) )?(?:monats?|month)|(?P<name>{_NAMES}))\b\.?(?: (?P<year>20\d\d))?"
    rf"|\b(?P<following>{_NEXT}) (?:monat|month)\b|\b(?P<close>monatsende)\b"
)
_COMING_DAYS = re.compile(
    r"\b(?:(?:naechsten|kommenden|next(?: few| couple of)?) (?:paar )?|in (?:ein paar|wenigen|a few) )(?:tagen?|days)\b"
)
_WITHIN = re.compile(
    r"\b(?:naechsten|kommenden|next|innerhalb (?:von|der)|within|binnen) (?:the next |naechsten )?"
    r"(\d+) (tag|woche|day|week)e?n?s?\b"
)
_BETWEEN_YEARS = re.compile(
    r"\bzwischen den (?:jahren|feiertagen)\b|\bbetween (?:christmas and new year\S*|the holidays)"
)
_NEW_YEAR = re.compile(
    r"\b(?:im neuen|im naechsten|naechstes|kommendes|im kommenden) jahr\b|\bnext year\b|\bin the new year\b"
)
_NTH_WEEK = re.compile(rf"\b(?:der |the )?([1-4])\. (?:(?:woche|week) (?:im|in|of|des) ({_NAMES})\b|({_NAMES})woche\b)")
_EARLY, _MIDDLE = ("anfang", "beginn", "start", "beginning", "early"), ("mitte", "middle", "mid")


def read_stretch(text: str, today: date) -> Days | None:
    readers = (_coming_days, _between_years, _nth_week, _calendar_week, _week, _weekend, _month, _year)
    return next((days for reader in readers if (days := reader(text, today))), None)


def week_of(days: Days) -> Days:
    """ "in der Woche vom 7.12.": the whole week of a date."""
    match = _WEEK_OF.search(days.before)
    if match is None or days.first is None or days.last:
        return days
    return Days(days.first, monday_of(days.first) + timedelta(days=_SATURDAY), days.before[: match.start()], days.after)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _coming_days(text: str, today: date) -> Days | None:
    if match := _WITHIN.search(text):
        days = int(match[1]) * (7 if match[2] in ("woche", "week") else 1)
        return _found(match, today + timedelta(days=1), today + timedelta(days=days))
    match = _COMING_DAYS.search(text)
    return _found(match, today + timedelta(days=1), today + timedelta(days=7)) if match else None


def _between_years(text: str, today: date) -> Days | None:
    match = _BETWEEN_YEARS.search(text)
    return _found(match, max(today, date(today.year, 12, 27)), date(today.year, 12, 31)) if match else None


def _calendar_week(text: str, today: date) -> Days | None:
    match = _CALENDAR_WEEK.search(text)
    if match is None or not 1 <= int(match[1]) <= 52:
        return None
    this = date.fromisocalendar(today.year, int(match[1]), 1)
    monday = (
        this if this + timedelta(days=_SATURDAY) >= today else date.fromisocalendar(today.year + 1, int(match[1]), 1)
    )
    return _found(match, max(monday, today), monday + timedelta(days=_SATURDAY))


def _nth_week(text: str, today: date) -> Days | None:
    match = _NTH_WEEK.search(text)
    if match is None:
        return None
    month, first = MONTHS[match[2] or match[3]], int(match[1]) * 7 - 6
    year = today.year + ((month, first + 6) < (today.month, today.day))
    return _found(match, max(date(year, month, first), today), date(year, month, first + 6))


def _week(text: str, today: date) -> Days | None:
    match = _WEEK.search(text)
    if match is None:
        return None
    weeks = 2 if match["skip"] else 1 if match["next"] else 0
    monday = monday_of(today) + timedelta(weeks=weeks)
    start, end = _part_of_week(match["part"])
    if monday + timedelta(days=end) < today:
        monday += timedelta(weeks=1)
    return _found(match, max(monday + timedelta(days=start), today), monday + timedelta(days=end))


def _part_of_week(part: str | None) -> tuple[int, int]:
    if part is None:
        return 0, _SATURDAY
    return (0, 1) if part in _EARLY else (1, 3) if part in _MIDDLE else (3, _SATURDAY)


def _weekend(text: str, today: date) -> Days | None:
    match = _WEEKEND.search(text)
    if match is None:
        return None
    saturday = monday_of(today) + timedelta(days=_SATURDAY)
    return _found(match, max(saturday, today), saturday + timedelta(days=1))


def _month(text: str, today: date) -> Days | None:
    match = _MONTH.search(text)
    if match is None or not any(match.groups()):
        return None
    year, month = _which_month(match, today)
    length = calendar.monthrange(year, month)[1]
    start, end = _part_of_month("ende" if match["close"] else match["part"], length)
    if not match["year"] and date(year, month, end) < today:
        year, month = (year + 1, month) if match["name"] else (year + month // 12, month % 12 + 1)
    return _found(match, max(date(year, month, start), today), date(year, month, end))


def _which_month(match: re.Match[str], today: date) -> tuple[int, int]:
    if match["name"]:
        month = MONTHS[match["name"]]
        return int(match["year"] or today.year + (month < today.month)), month
    later = bool(match["next"] or match["following"])
    return (today.year + today.month // 12, today.month % 12 + 1) if later else (today.year, today.month)


def _part_of_month(part: str | None, length: int) -> tuple[int, int]:
    if part is None:
        return 1, length
    return (1, 10) if part in _EARLY else (11, 20) if part in _MIDDLE else (21, length)


def _year(text: str, today: date) -> Days | None:
    match = _NEW_YEAR.search(text)
    return _found(match, date(today.year + 1, 1, 1), date(today.year + 1, 12, 31)) if match else None


def _found(match: re.Match[str], first: date, last: date) -> Days:
    return Days(first, last, match.string[: match.start()], match.string[match.end() :])

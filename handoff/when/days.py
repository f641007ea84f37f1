"""Days named from today: tomorrow, a weekday, a span of days from now, a feast; and limits on either side of a day."""

import re
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from handoff.when.dates import Days, read_dates, read_day_of_month
from handoff.when.feasts import read_feast
from handoff.when.stretches import read_stretch, week_of
from handoff.when.vocabulary import WEEKDAYS
from handoff.when.weekdays import read_nth_weekday, read_weekdays

_RELATIVE = (
    (r"uebermorgen|(?:the )?day after tomorrow", 2),
    (r"morgen|tomorrow|tmrw|tmr", 1),
    (r"heut(?:e|ig\w*)?|today", 0),
    (r"vorgestern|(?:the )?day before yesterday", -2),
    (r"gestern|yesterday", -1),
)
_UNIT = r"(?P<unit>tag|woche|monat|day|week|month|fortnight)(?:e?n?|s)?\b"
_IN = re.compile(rf"\b(?:in|ueber) (?P<count>\d+|einem|einer|eine|a|an)? ?{_UNIT}")
_WEEKS_ON = re.compile(r"\b(?P<count>\d+|a) (?P<unit>week|fortnight)s? (?:on|from) ")
_WEEKDAY_WEEK = re.compile(rf"\b({'|'.join(WEEKDAYS)}) (week|fortnight)\b")
_FROM = re.compile(r"\b(ab|from|starting|nach|after)(?: dem| the| am| on)? ?$")
# "Danke, dann bis morgen" takes leave
_UNTIL = re.compile(
    r"(?<!dann )(?<!also )(?<!danke, )(?<!danke )\b(bis|vor|by|before|until|till)(?: zum| dem| the| am)? ?$"
)
_OPEN_END = timedelta(days=6)
_WORKDAY = re.compile(r"\b(?:naechste[rn]?|next) (?:werktag|(?:bank)?arbeitstag|working day|business day|workday)\b")


def read_written_date(text: str, today: date) -> Days | None:
    days = read_dates(text, today)
    return days and _limited(days, today)


def read_days(text: str, today: date, language: str) -> Days | None:
    """The day or stretch of days named in a normalised message without its times."""
    days = (
        read_nth_weekday(text, today)
        or _feast(text, today)
        or read_day_of_month(text, today)
        or _shifted(text, today, language)
        or read_weekdays(text, today, language)
        or read_stretch(text, today)
        or _relative(text, today)
        or _workday(text, today)
    )
    return days and _limited(days, today)


def _limited(days: Days, today: date) -> Days:
    """ "ab Montag" is a week from Monday on, "bis Freitag" begins today."""
    days = week_of(days)
    if days.first is None:
        return days
    if (limit := _FROM.search(days.before)) and not days.last:
        first = days.first + timedelta(days=limit[1] in ("nach", "after"))
        return Days(first, first + _OPEN_END, days.before[: limit.start()], days.after)
    if (limit := _UNTIL.search(days.before)) and days.first > today:
        last = days.first - timedelta(days=1) if limit[1] in ("vor", "before") else days.last or days.first
        return Days(today, last, days.before[: limit.start()], days.after)
    return days


def _feast(text: str, today: date) -> Days | None:
    found = None if "between christmas" in text else read_feast(text, today)
    return _found(found[1], found[0]) if found else None


def _shifted(text: str, today: date, language: str) -> Days | None:
    """ "in 14 Tagen", "Freitag in einer Woche", "a week on Friday", "Friday week"."""
    text = _WEEKDAY_WEEK.sub(r"in a \2 \1", text)
    match = _IN.search(text) or _WEEKS_ON.search(text)
    if match is None:
        return None
    step = _step(match["unit"], match["count"] or "1")
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    base = read_weekdays(rest, today, language) or _relative(rest, today)
    if base is None or base.first is None:
        return _found(match, today + step)
    return Days(base.first + _whole_weeks(step), None, base.before, base.after)


def _step(unit: str, count: str) -> relativedelta:
    number = int(count) if count.isdigit() else 1
    if unit in ("tag", "day"):
        return relativedelta(days=number)
    if unit in ("monat", "month"):
        return relativedelta(months=number)
    return relativedelta(weeks=2 if unit == "fortnight" else number)


def _whole_weeks(step: relativedelta) -> relativedelta:
    # German counts both ends: "Freitag in acht Tagen" is a week after Friday
    return relativedelta(days=step.days // 7 * 7, months=step.months)


def _relative(text: str, today: date) -> Days | None:
    for pattern, days in _RELATIVE:
        if match := re.search(rf"\b(?:{pattern})\b", text):
            return _found(match, today + timedelta(days=days))
    return None


def _workday(text: str, today: date) -> Days | None:
    match = _WORKDAY.search(text)
    days = 7 - today.weekday() if today.weekday() in (4, 5) else 1
    return _found(match, today + timedelta(days=days)) if match else None


def _found(match: re.Match[str], day: date) -> Days:
    return Days(day, None, match.string[: match.start()], match.string[match.end() :])

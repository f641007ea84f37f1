"""Dates written out: 3.12., 03.12.26, 3. Dezember, Dec 3rd, 2026-12-03, 3/12 (day first), and from one to another."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from handoff.when.vocabulary import MONTHS, WEEKDAYS

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_NO_CLOCK = r"(?!\d|[:.]\d|\s*(?:uhr|h\b|[ap]\.?m\b|o'?clock))"
_DAY, _YEAR = r"(?<![\d.,:/])(?P<day>\d{1,2})", r"(?P<year>(?:19|20)\d\d)"
_TH = r"(?:\.|st|nd|rd|th)"
_FORMS = tuple(
    re.compile(form)
    for form in (
        r"(?<![\d-])(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)",
        rf"{_DAY}\.\s?(?P<month>\d{{1,2}})\.(?:\s?{_YEAR}|(?P<short>\d\d)(?![\d:.]|\s*uhr))?(?!\d)",
        rf"{_DAY}/(?P<month>\d{{1,2}})(?:/{_YEAR}|/(?P<short>\d\d))?(?![\d/])",
        rf"{_DAY}{_TH}?\s*(?:of )?(?P<name>{_MONTH})\b\.?(?:,? {_YEAR}\b(?! ?uhr))?",
        rf"\b(?P<name>{_MONTH})\.? (?:the )?(?P<day>\d{{1,2}}){_TH}?(?!-\d){_NO_CLOCK}(?:,? {_YEAR}\b)?",
        rf"(?<!um )(?<!at )(?<!gegen ){_DAY}\.(?P<month>0?[1-9]|1[0-2]){_NO_CLOCK}(?![\d.:])",
    )
)
_WEEKDAY_BEFORE = re.compile(rf"\b({'|'.join(WEEKDAYS)}),? $")
_LINK = (
    r"(?:-|bis(?: zum| einschliesslich)?|und(?: dem)?|oder(?: dem| am)?|to(?: the)?|until|till|through|and(?: the)?)"
)
_OPENING = re.compile(rf"(?<![\d.:@/])(\d{{1,2}})(?:\.|st|nd|rd|th)?\s*{_LINK}\s*$")
_BRIDGE = re.compile(rf"\s*{_LINK}\s*(?:{'|'.join(WEEKDAYS)})?,?\s*(?:dem|den|the)?\s*")
# "am 3." is a date, "the 3." only if nothing is counted by it, as in "the second option".
_NOTHING_COUNTED = (
    r"(?=\s*(?:$|[,;!?)]|\.|(?:um|ab|at|from|gegen|zwischen|between|in|or|oder|bitte|please|passt|geht)\b"
    r"|(?:verschieben|verlegen)\b))"
)
_SOLE = re.compile(
    rf"\b(?:(?:am|on the|(?:{'|'.join(WEEKDAYS)}),?(?: the| den| dem)?)"
    rf" (?P<on>\d{{1,2}})(?:{_TH}|(?<=am \d){_NOTHING_COUNTED})"
    rf"|(?:den|dem|zum|vom|the|on) (?P<the>\d{{1,2}}){_TH}{_NOTHING_COUNTED})"
    rf"(?!\s*\d*\s*(?:uhr|woche|week|advent|weihn|[ap]m))|^(?P<alone>\d{{1,2}}){_TH}$"
)


@dataclass(frozen=True, slots=True)
class Days:
    """`first` None: a day was named that does not exist. `last` None: a single day."""

    first: date | None
    last: date | None
    before: str
    after: str

    @property
    def rest(self) -> str:
        return f"{self.before} {self.after}".strip()


def read_dates(text: str, today: date) -> Days | None:
    """The first date written with its month, and a second one tied to it."""
    match = _earliest(text, today)
    if match is None:
        return None
    day, before, after = _day(match, today), text[: match.start()], text[match.end() :]
    if opening := _OPENING.search(before):
        if day and (first := _valid(day.year, day.month, int(opening[1]))):
            return Days(first, day, before[: opening.start()], after)
    bridge = _BRIDGE.match(after)
    second = _earliest(after, today) if bridge else None
    if bridge and second and second.start() == bridge.end() and day:
        last = _day(second, day)
        return Days(day, last, before, after[second.end() :])
    return Days(day, None, before, after)


def read_day_of_month(text: str, today: date) -> Days | None:
    """ "am 3.": in the running month, or the next that has it."""
    match = _SOLE.search(text)
    if match is None:
        return None
    number = int(match["on"] or match["the"] or match["alone"])
    months = ((today.replace(day=1) + timedelta(days=31 * count)) for count in range(3))
    days = (_valid(month.year, month.month, number) for month in months)
    return Days(
        next((day for day in days if day and day >= today), None), None, text[: match.start()], text[match.end() :]
    )


def upcoming(month: int, day: int, today: date) -> date | None:
    """That day of this year or, if past, of the next; None if it is not in the calendar, as 29 February mostly."""
    this = _valid(today.year, month, day)
    if this and this >= today:
        return this
    return _valid(today.year + ((month, day) < (today.month, today.day)), month, day)


def _earliest(text: str, today: date) -> re.Match[str] | None:
    matches = [match for form in _FORMS if (match := form.search(text)) and _plausible(match, today)]
    return min(matches, key=lambda match: (match.start(), -match.end()), default=None)


def _plausible(match: re.Match[str], today: date) -> bool:
    groups = match.groupdict()
    month = int(groups.get("month") or 1)
    if match.re is _FORMS[-1] and (named := _WEEKDAY_BEFORE.search(match.string[: match.start()])):
        # "Donnerstag 3.12" is a date if that is a Thursday, and otherwise a time
        day = _day(match, today)
        return day is not None and day.weekday() == WEEKDAYS[named[1]]
    return 1 <= int(groups["day"]) <= 31 and (1 <= month <= 12 or (month <= 31 and int(groups["day"]) <= 12))


def _day(match: re.Match[str], today: date) -> date | None:
    groups = match.groupdict()
    day, month = int(groups["day"]), MONTHS[groups["name"]] if groups.get("name") else int(groups["month"])
    if month > 12:
        day, month = month, day
    if year := groups.get("year") or groups.get("short"):
        return _valid(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    return upcoming(month, day, today)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

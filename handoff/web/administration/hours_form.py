"""Opening hours as a form: seven days, public holidays, special days; or the expression itself where it is richer."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sanic import Request
from sanic.request.parameters import RequestParameters

from handoff.hours import check
from handoff.hours.plain import WEEKDAYS, Plain, PlainDay, PlainSpan, Spans, Special, Time, read, write
from handoff.web.forms import Problem

HOLIDAYS = "PH"
MIDNIGHT = Time(24 * 60)
# From and until, twice.
TIMES = range(4)
EMPTY = ("",) * len(TIMES)
_DATE = re.compile(r"(\d{1,2})[./](\d{1,2})(?:[./](20\d\d))?[./]?")
_ISO = re.compile(r"(?:(20\d\d)-)?(\d{1,2})-(\d{1,2})")


@dataclass(frozen=True, slots=True)
class SpecialRow:
    """As it is typed. The days as “24.12.” or “24.12.2026”; `de` and `en` are the comment."""

    first: str = ""
    last: str = ""
    times: Sequence[str] = EMPTY
    de: str = ""
    en: str = ""

    @property
    def is_empty(self) -> bool:
        return not any((self.first, self.last, *self.times, self.de, self.en))


@dataclass(frozen=True, slots=True)
class HoursForm:
    """`expression` is None exactly if there are `problems`; these by the row's name: “Mo”, “PH”, “special_0”, “hours”.

    `is_raw`: the expression itself is edited; `is_rich`: it must be, since the form can't show it.
    """

    times: Mapping[str, Sequence[str]]
    holidays_usual: bool
    specials: Sequence[SpecialRow]
    raw: str
    is_raw: bool = False
    is_rich: bool = False
    expression: str | None = None
    problems: dict[str, Problem] = field(default_factory=dict)

    @property
    def blank(self) -> SpecialRow:
        """The row that waits for another special day."""
        return SpecialRow()

    @property
    def weekdays(self) -> Sequence[str]:
        return WEEKDAYS


def hours_form(expression: str, language: str, *, is_raw: bool = False) -> HoursForm:
    """For who begins to edit it."""
    plain = read(expression)
    shown = plain or Plain()
    times = dict(zip(WEEKDAYS, map(_written, shown.days), strict=True)) | {HOLIDAYS: _written(shown.holidays or ())}
    specials = [_special_row(special, language) for special in shown.specials]
    return HoursForm(
        times,
        shown.holidays is None,
        specials,
        expression,
        is_raw=is_raw or plain is None,
        is_rich=plain is None,
        expression=expression,
    )


def read_hours(request: Request) -> HoursForm:
    # Of rows that are sent side by side the empty fields count too.
    sent: Any = request.get_form(keep_blank_values=True) or RequestParameters()

    def values(name: str) -> list[str]:
        return [str(value).replace("\x00", "").strip() for value in sent.getlist(name) or []]

    def one(name: str) -> str:
        return next(iter(values(name)), "")

    times = {day: [one(f"{day}_{number}") for number in TIMES] for day in (*WEEKDAYS, HOLIDAYS)}
    columns = [values(f"special_{part}") for part in ("first", "last", *map(str, TIMES), "de", "en")]
    specials = [
        SpecialRow(first, last, tuple(hours), german, english)
        for first, last, *hours, german, english in zip(*columns, strict=False)
    ]
    given = HoursForm(
        times,
        bool(one("PH_usual")),
        [row for row in specials if not row.is_empty],
        one("hours_raw"),
        is_raw=one("hours_mode") == "raw",
    )
    return _checked(given)


def _checked(given: HoursForm) -> HoursForm:
    problems: dict[str, Problem] = {}
    expression = given.raw if given.is_raw else write(_plain(given, problems))
    if not problems and (sentence := check(expression)):
        problems["hours"] = Problem("hours", {"sentence": sentence})
    return HoursForm(
        given.times,
        given.holidays_usual,
        given.specials,
        given.raw,
        is_raw=given.is_raw,
        expression=None if problems else expression,
        problems=problems,
    )


def _plain(given: HoursForm, problems: dict[str, Problem]) -> Plain:
    spans = {}
    for day, times in given.times.items():
        try:
            spans[day] = _spans(times)
        except ValueError as error:
            spans[day] = ()
            problems[day] = Problem(str(error))
    specials = []
    for number, row in enumerate(given.specials):
        try:
            specials.append(_special(row))
        except ValueError as error:
            problems[f"special_{number}"] = Problem(str(error))
    return Plain(
        tuple(spans[day] for day in WEEKDAYS), None if given.holidays_usual else spans[HOLIDAYS], tuple(specials)
    )


def _spans(times: Sequence[str]) -> Spans:
    """Raises ValueError with the key of what is wrong."""
    pairs = [(times[0], times[1]), (times[2], times[3])]
    if any(bool(start) != bool(end) for start, end in pairs):
        raise ValueError("half_a_span")
    spans = [PlainSpan(_time(start), _time(end, is_end=True)) for start, end in pairs if start]
    if any(span.end <= span.start for span in spans):
        raise ValueError("span_backwards")
    spans.sort(key=lambda span: span.start)
    if len(spans) == 2 and spans[1].start <= spans[0].end:
        raise ValueError("spans_overlap")
    return tuple(spans)


def _time(text: str, *, is_end: bool = False) -> Time:
    match = re.fullmatch(r"(\d{1,2}):(\d\d)(?::\d\d)?", text)
    if match is None or int(match[1]) > 24 or int(match[2]) > 59:
        raise ValueError("no_time")
    time = Time(int(match[1]) * 60 + int(match[2]))
    if is_end and time.minutes == 0:
        return MIDNIGHT
    if time > MIDNIGHT or (time == MIDNIGHT and not is_end):
        raise ValueError("no_time")
    return time


def _special(row: SpecialRow) -> Special:
    first = _day(row.first)
    last = _day(row.last) if row.last else first
    if (first.year is None) != (last.year is None):
        raise ValueError("year_for_one")
    if first.year and last.year and (last.year, last.month, last.day) < (first.year, first.month, first.day):
        raise ValueError("days_backwards")
    comment = " / ".join(part.replace('"', "”").replace(" / ", "/") for part in (row.de, row.en) if part)
    return Special(first, last, _spans(row.times), " ".join(comment.split()))


def _day(text: str) -> PlainDay:
    """Raises ValueError("no_date")."""
    if match := _DATE.fullmatch(text):
        day, month, year = match.groups()
    elif match := _ISO.fullmatch(text):
        year, month, day = match.groups()
    else:
        raise ValueError("no_date")
    try:
        date(int(year or 2028), int(month), int(day))  # 2028 has a 29 February
    except ValueError:
        raise ValueError("no_date") from None
    return PlainDay(int(month), int(day), int(year) if year else None)


def _written(spans: Spans) -> Sequence[str]:
    said = [str(time) if time != MIDNIGHT else "00:00" for span in spans for time in (span.start, span.end)]
    return [*said, *EMPTY][: len(TIMES)]


def _special_row(special: Special, language: str) -> SpecialRow:
    german, _, english = special.comment.partition(" / ")
    last = "" if special.last == special.first else _said(special.last, language)
    return SpecialRow(_said(special.first, language), last, _written(special.spans), german, english)


def _said(day: PlainDay, language: str) -> str:
    if language == "en":
        return f"{day.day}/{day.month}{f'/{day.year}' if day.year else ''}"
    return f"{day.day}.{day.month}.{day.year or ''}"

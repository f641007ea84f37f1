"""Opening hours as a form can show them: seven days, public holidays and special days; to and from OSM's syntax."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from handoff.hours.rules import MONTHS, check, normalised

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MOST_SPANS = 2


@dataclass(frozen=True, slots=True, order=True)
class Time:
    """Minutes after midnight; 24:00 only as an end."""

    minutes: int

    def __str__(self) -> str:
        return f"{self.minutes // 60:02}:{self.minutes % 60:02}"


@dataclass(frozen=True, slots=True)
class PlainSpan:
    start: Time
    end: Time

    def __str__(self) -> str:
        return f"{self.start}-{self.end}"


Spans = tuple[PlainSpan, ...]


@dataclass(frozen=True, slots=True)
class PlainDay:
    """A day of each year, or of one."""

    month: int
    day: int
    year: int | None = None

    def __str__(self) -> str:
        return f"{f'{self.year} ' if self.year else ''}{MONTHS[self.month - 1]} {self.day:02}"


@dataclass(frozen=True, slots=True)
class Special:
    """From a day to a day; closed where there are no spans. `comment` as in OSM, in both languages as "de / en"."""

    first: PlainDay
    last: PlainDay
    spans: Spans = ()
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Plain:
    """`days` from Monday on. `holidays`: None, if they are days like others. Of two special days the later counts."""

    days: tuple[Spans, ...] = ((),) * 7
    holidays: Spans | None = ()
    specials: tuple[Special, ...] = field(default=())


def write(plain: Plain) -> str:
    """The expression, for `check` to look at before anybody trusts it."""
    rules = [f"{_weekdays(days)} {_times(spans)}" for spans, days in _alike(plain.days)]
    if plain.holidays is not None:
        rules.append(f"PH {_times(plain.holidays)}")
    return "; ".join([*(rules or ["Mo-Su off"]), *(_special(special) for special in plain.specials)])


def read(expression: str) -> Plain | None:
    """None for what a form with seven days, holidays and special days can't show; ValueError if it is no expression."""
    if sentence := check(expression):
        raise ValueError(sentence)
    days: list[Spans] = [()] * 7
    holidays: Spans | None = None
    specials: list[Special] = []
    for rule in normalised(expression):
        usual, dated = _USUAL.fullmatch(rule), _DATED.fullmatch(rule)
        said = usual or dated
        spans = _spans(said["times"] or "") if said else None
        if said is None or spans is None:
            return None
        if usual:
            if specials or usual["comment"] or not _fits(usual["days"] or "Mo-Su"):
                return None
            for number in _numbers(usual["days"] or "Mo-Su"):
                days[number] = spans
            holidays = spans if "PH" in (usual["days"] or "") else holidays
        else:
            specials += [_of(dates, spans, said["comment"] or "") for dates in _dates(said["dates"])]
    return Plain(tuple(days), holidays, tuple(specials))


_DAY = r"(?:20\d\d )?[A-Z][a-z]{2} \d{1,2}"
_REST = r'(?P<times>(?:\d\d:\d\d-\d\d:\d\d)(?:,\d\d:\d\d-\d\d:\d\d)*|closed|)(?: ?"(?P<comment>[^"]*)")?'
_USUAL = re.compile(
    rf"(?P<days>(?:[A-Z][a-zH](?:-[A-Z][a-z])?)(?:,[A-Z][a-zH](?:-[A-Z][a-z])?)*|24/7|)(?: |$|^){_REST}"
)
_DATED = re.compile(rf"(?P<dates>{_DAY}(?:-{_DAY})?(?:,{_DAY}(?:-{_DAY})?)*)(?: |$){_REST}")


def _spans(times: str) -> Spans | None:
    """None for more than a form has room for, or over midnight."""
    if times == "closed":
        return ()
    pairs = [pair.split("-") for pair in times.split(",")] if times else [["00:00", "24:00"]]
    spans = tuple(PlainSpan(_time(start), _time(end)) for start, end in pairs)
    in_order = all(span.start < span.end for span in spans) and all(
        one.end <= other.start for one, other in zip(spans, spans[1:], strict=False)
    )
    fits = len(spans) <= MOST_SPANS and spans[-1].end.minutes <= 24 * 60
    return spans if in_order and fits else None


def _time(text: str) -> Time:
    hours, minutes = text.split(":")
    return Time(int(hours) * 60 + int(minutes))


def _fits(selector: str) -> bool:
    """A run of days goes forward; `24/7` is a rule of its own."""
    runs = [part.split("-") for part in selector.replace("24/7", "Mo-Su").split(",")]
    known = all(day in (*WEEKDAYS, "PH") for run in runs for day in run)
    return known and all(len(run) == 1 or WEEKDAYS.index(run[0]) < WEEKDAYS.index(run[1]) for run in runs)


def _numbers(selector: str) -> Iterator[int]:
    for part in selector.replace("24/7", "Mo-Su").split(","):
        if part != "PH":
            first, last = part.split("-") if "-" in part else (part, part)
            yield from range(WEEKDAYS.index(first), WEEKDAYS.index(last) + 1)


def _dates(text: str) -> Iterator[tuple[PlainDay, PlainDay]]:
    for part in text.split(","):
        first, _, last = part.partition("-")
        yield _date(first), _date(last or first)


def _date(text: str) -> PlainDay:
    *year, month, day = text.split(" ")
    return PlainDay(MONTHS.index(month) + 1, int(day), int(year[0]) if year else None)


def _of(dates: tuple[PlainDay, PlainDay], spans: Spans, comment: str) -> Special:
    return Special(*dates, spans, comment)


def _alike(days: tuple[Spans, ...]) -> list[tuple[Spans, list[int]]]:
    """The open days, those with the same hours together."""
    groups: dict[Spans, list[int]] = {}
    for number, spans in enumerate(days):
        if spans:
            groups.setdefault(spans, []).append(number)
    return list(groups.items())


def _weekdays(numbers: list[int]) -> str:
    """Mo-Fr, or Mo,We,Fr."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said = [WEEKDAYS[run[0]] if len(run) == 1 else f"{WEEKDAYS[run[0]]}-{WEEKDAYS[run[-1]]}" for run in runs]
    return ",".join(said)


def _times(spans: Spans) -> str:
    return ",".join(map(str, spans)) or "off"


def _special(special: Special) -> str:
    days = str(special.first) if special.first == special.last else f"{special.first}-{special.last}"
    comment = special.comment.replace('"', "”")
    return f"{days} {_times(special.spans)}" + (f' "{comment}"' if comment else "")

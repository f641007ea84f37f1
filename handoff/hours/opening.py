"""When a branch is open: an OSM expression evaluated with its state's public holidays, in its own time zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, State

from handoff.hours import public_holidays
from handoff.hours.rules import check, with_holidays

_HORIZON = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Span:
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Hours:
    """`expression` as OSM's `opening_hours`, `state` as ISO 3166-2 without its DE-; ValueError if either is wrong.

    A comment in the expression may be given in both languages: `"Heiligabend / Christmas Eve"`.

    The library is asked by what clocks show, and what it says becomes moments here: with a zone, it takes the last
    minute of an hour that comes twice for closed. An edge within that hour is meant the first time; one in the hour
    that the clocks skip is when they are put forward.
    """

    expression: str
    state: str
    zone: str = "Europe/Berlin"

    def __post_init__(self) -> None:
        if sentence := check(self.expression):
            raise ValueError(sentence)
        if self.state not in public_holidays.STATES:
            raise ValueError(f"Unknown state {self.state!r}: one of {', '.join(sorted(public_holidays.STATES))}.")

    def is_open(self, now: datetime) -> bool:
        local = self._local(now)
        return bool(self._evaluator(local.year).is_open(_wall(local)))

    def next_opening(self, now: datetime) -> datetime | None:
        """The next moment after now at which the doors open, also while they are open; None: not within a year."""
        local = self._local(now)
        return next((span.start for span in self._open(local, local + _HORIZON) if _later(span.start, local)), None)

    def closes_at(self, now: datetime) -> datetime | None:
        """The end of the span open now; None if closed, or open without end for a year."""
        local = self._local(now)
        if not self.is_open(local):
            return None
        first = next(self._open(local, local + _HORIZON))
        return first.end if _later(local + _HORIZON, first.end) else None

    def spans(self, day: date) -> tuple[Span, ...]:
        """What opens on that day, a night's hours whole; a day open throughout is midnight to midnight."""
        start, end = self._midnight(day), self._midnight(day + timedelta(days=1))
        found = self._open(start - timedelta(days=1), end + timedelta(days=1))
        return tuple(_within(span, start, end) for span in found if _belongs(span, start, end))

    def holiday(self, day: date, *, language: str = "de") -> str | None:
        return public_holidays.name(self.state, day, language=language)

    def comment(self, day: date, *, language: str = "de") -> str | None:
        """What the expression says about that day in quotes, as in `Dec 24 off "Heiligabend"`."""
        start, end = self._midnight(day), self._midnight(day + timedelta(days=1))
        intervals = self._evaluator(day.year).intervals(_wall(start), _wall(end))
        said = next((comment for *_, comment in intervals if comment), None)
        return said and said.split(" / ")[-1 if language == "en" else 0]

    def _open(self, start: datetime, end: datetime) -> Iterator[Span]:
        """Open spans from start on, neighbours joined where only their comment differs."""
        last: Span | None = None
        for begins, finishes, state, _ in self._evaluator(start.year).intervals(_wall(start), _wall(end)):
            if state is not State.OPEN:
                continue
            begin, finish = self._moment(begins), self._moment(finishes)
            if last and last.end == begin:
                last = Span(last.start, finish)
            else:
                if last:
                    yield last
                last = Span(begin, finish)
        if last:
            yield last

    def _evaluator(self, year: int) -> OpeningHours:
        return _evaluator(self.expression, self.state, year)

    def _moment(self, wall: datetime) -> datetime:
        there = ZoneInfo(self.zone)
        while _wall(wall.replace(tzinfo=there).astimezone(UTC).astimezone(there)) != wall:
            wall += timedelta(minutes=1)
        return wall.replace(tzinfo=there)

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.zone))

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time.min, ZoneInfo(self.zone))


@lru_cache(maxsize=512)
def _evaluator(expression: str, state: str, year: int) -> OpeningHours:
    # next_opening looks a year ahead, a night's hours begin the day before
    days = public_holidays.dates(state, range(year - 1, year + 3))
    return OpeningHours(with_holidays(expression, days))


def _wall(moment: datetime) -> datetime:
    """What the clocks show."""
    return moment.replace(tzinfo=None, fold=0)


def _later(one: datetime, other: datetime) -> bool:
    # datetimes of one zone compare by the wall clock, which runs twice through an hour in October
    return one.timestamp() > other.timestamp()


def _belongs(span: Span, start: datetime, end: datetime) -> bool:
    return start <= span.start < end or (span.start < start and span.end >= end)


def _within(span: Span, start: datetime, end: datetime) -> Span:
    overlong = span.end > end + timedelta(hours=12)
    return Span(max(span.start, start), end if overlong or span.start < start else span.end)

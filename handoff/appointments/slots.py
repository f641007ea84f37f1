"""Which times fit a wish: pure, on the advisors' hours and what is booked already."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from uuid import UUID

from handoff.hours import Hours, Span
from handoff.when import When

LEAD = timedelta(hours=2)
AHEAD = timedelta(weeks=8)
OFFERED = 3
STEP = timedelta(minutes=15)
APART = timedelta(hours=1)
NOON = time(12)


class Why(StrEnum):
    """Why the wish itself can't be met."""

    IMPOSSIBLE = "impossible"
    PAST = "past"
    SHORT_NOTICE = "short_notice"
    TOO_FAR = "too_far"
    CLOSED = "closed"
    FULL = "full"
    TAKEN = "taken"


class SlotGone(Exception):
    """Somebody else was quicker, or the time has come too near."""


class NotBooked(Exception):
    """The appointment was cancelled meanwhile."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A free time, in the institution's time zone."""

    advisor_id: UUID
    starts_at: datetime
    ends_at: datetime

    @property
    def day(self) -> date:
        return self.starts_at.date()


@dataclass(frozen=True, slots=True)
class Desk:
    """An advisor as a calendar: hours, length of an appointment, and what is taken."""

    advisor_id: UUID
    hours: Hours
    length: timedelta
    busy: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """`exact`: the one slot is the time that was named. `why` and `day` say what was wrong with the wish."""

    slots: tuple[Slot, ...]
    exact: bool = False
    why: Why | None = None
    day: date | None = None


@lru_cache(maxsize=8192)
def open_spans(hours: Hours, day: date) -> tuple[Span, ...]:
    """Kept, for each search looks at the same weeks."""
    return hours.spans(day)


def choose(desks: tuple[Desk, ...], wanted: When | None, now: datetime) -> Found:
    """The slot that was named, or the next three that come near; `now` in the institution's time zone."""
    last = now.date() + AHEAD
    wish = wanted or When(None, None, None, soonest=True)
    first, end = wish.day or now.date(), wish.last_day or wish.day or last
    if wish == When(None, None, None):
        return Found(_next(desks, now.date(), now, wish=None), why=Why.IMPOSSIBLE)
    if end < now.date():
        return Found(_next(desks, now.date(), now, wish=None), why=Why.PAST, day=end)
    if first > last:
        return Found(_next(desks, now.date(), now, wish=None), why=Why.TOO_FAR, day=last)
    days = _days(max(first, now.date()), min(end, last))
    return _on_the_day(desks, wish, now) if len(days) == 1 else _in_a_stretch(desks, days, wish, now)


def free_on(desks: tuple[Desk, ...], day: date, now: datetime) -> tuple[Slot, ...]:
    """All free slots of a day, those of different advisors side by side; `now` in the institution's time zone."""
    found = [slot for desk in desks for slot in _free_at(desk, day) if slot.starts_at >= now + LEAD]
    return tuple(sorted(found, key=lambda slot: slot.starts_at))


def fits(desk: Desk, slot: Slot, now: datetime) -> bool:
    """Whether the slot can still be booked, as far as hours and lead go; a little less than the lead will do."""
    inside = any(span.start <= slot.starts_at and slot.ends_at <= span.end for span in open_spans(desk.hours, slot.day))
    return inside and slot.starts_at >= now + LEAD / 2


def _on_the_day(desks: tuple[Desk, ...], wish: When, now: datetime) -> Found:
    day = wish.day or now.date()
    free = list(_free(desks, day, now))
    fitting = [slot for slot in free if _is_in(slot, wish)]
    if wish.start and not wish.end and fitting:
        return Found((fitting[0],), exact=True)
    offered = _spaced(fitting)
    if offered:
        return Found(offered)
    near = _nearest(free, wish.start or NOON)
    rest = _next(desks, day + timedelta(days=1), now, wish=wish)
    return Found((near + rest)[:OFFERED], why=_why(desks, wish, day, free, now), day=day)


def _in_a_stretch(desks: tuple[Desk, ...], days: list[date], wish: When, now: datetime) -> Found:
    fitting = (slot for day in days for slot in _free(desks, day, now) if _is_in(slot, wish))
    offered = _spaced(fitting, whole_days=wish.start is not None and wish.end is None)
    if offered:
        return Found(offered)
    open_days = any(open_spans(desk.hours, day) for desk in desks for day in days)
    why = Why.CLOSED if not open_days else Why.TAKEN if wish.start or wish.end else Why.FULL
    return Found(_next(desks, days[0], now, wish=None), why=why, day=days[0])


def _why(desks: tuple[Desk, ...], wish: When, day: date, free: list[Slot], now: datetime) -> Why:
    if not any(open_spans(desk.hours, day) for desk in desks):
        return Why.CLOSED
    if day == now.date() and wish.start and not wish.end:
        named = datetime.combine(day, wish.start, now.tzinfo)
        if named < now:
            return Why.PAST
        if named < now + LEAD:
            return Why.SHORT_NOTICE
    return Why.TAKEN if free else Why.FULL


def _next(desks: tuple[Desk, ...], start: date, now: datetime, *, wish: When | None) -> tuple[Slot, ...]:
    """From that day on; at the wished time of day if there is such a slot."""
    days = _days(start, now.date() + AHEAD)
    if wish and wish.start:
        fitting = (slot for day in days for slot in _free(desks, day, now) if _is_in(slot, wish))
        offered = _spaced(fitting, whole_days=wish.end is None)
        if offered:
            return offered
    return _spaced(slot for day in days for slot in _free(desks, day, now))


def _spaced(slots: Iterable[Slot], *, whole_days: bool = False) -> tuple[Slot, ...]:
    """Three of them, apart from each other, on the half hour unless a time was named."""
    return tuple(islice(_apart(slots, whole_days), OFFERED))


def _apart(slots: Iterable[Slot], whole_days: bool) -> Iterator[Slot]:
    last: Slot | None = None
    for slot in slots:
        if not whole_days and slot.starts_at.minute % 30:
            continue
        if last and whole_days and slot.day == last.day:
            continue
        if last is None or slot.starts_at - last.starts_at >= APART:
            last = slot
            yield slot


def _nearest(slots: list[Slot], wanted: time) -> tuple[Slot, ...]:
    whole = [slot for slot in slots if slot.starts_at.minute % 30 == 0]
    near = sorted(whole, key=lambda slot: abs(_minutes(slot.starts_at.time()) - _minutes(wanted)))
    return tuple(sorted(near[:OFFERED], key=lambda slot: slot.starts_at))


def _is_in(slot: Slot, wish: When) -> bool:
    starts = slot.starts_at.time()
    if wish.start and not wish.end:
        return starts == wish.start
    return (not wish.start or starts >= wish.start) and (not wish.end or starts < wish.end)


def _free(desks: tuple[Desk, ...], day: date, now: datetime) -> Iterator[Slot]:
    """Free slots of the day by start, each start once: with the advisor who has least to do."""
    found: dict[datetime, Slot] = {}
    for desk in sorted(desks, key=lambda desk: len(desk.busy)):
        for slot in _free_at(desk, day):
            if slot.starts_at >= now + LEAD:
                found.setdefault(slot.starts_at, slot)
    return iter(sorted(found.values(), key=lambda slot: slot.starts_at))


def _free_at(desk: Desk, day: date) -> Iterator[Slot]:
    for span in open_spans(desk.hours, day):
        start = span.start
        while start + desk.length <= span.end:
            end = start + desk.length
            if not any(busy.start < end and start < busy.end for busy in desk.busy):
                yield Slot(desk.advisor_id, start, end)
            start += STEP


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=count) for count in range((last - first).days + 1)]


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute

"""Which opening hours nobody covers: nobody is planned, or everybody who is, is away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from handoff.hours import Span
from handoff.models import Absence, Shift


@dataclass(frozen=True, slots=True)
class Gap:
    """In UTC. `away`: who is planned and will not be there; empty where nobody is planned."""

    start: datetime
    end: datetime
    away: frozenset[UUID]


def gaps(opening: Iterable[Span], shifts: Sequence[Shift], absences: Sequence[Absence]) -> tuple[Gap, ...]:
    """In order; what follows on each other for the same reason is one."""
    spans = [*((one.starts_at, one.ends_at) for one in shifts), *((one.starts_at, one.ends_at) for one in absences)]
    edges = {edge.astimezone(UTC) for span in spans for edge in span}
    found: list[Gap] = []
    for start, end in _apart(opening):
        ordered = sorted({start, end, *(edge for edge in edges if start < edge < end)})
        for begin, finish in zip(ordered, ordered[1:], strict=False):
            gap = _gap(begin, finish, shifts, absences)
            if gap is None:
                continue
            if found and found[-1].end == gap.start and found[-1].away == gap.away:
                gap = Gap(found.pop().start, gap.end, gap.away)
            found.append(gap)
    return tuple(found)


def _apart(opening: Iterable[Span]) -> list[tuple[datetime, datetime]]:
    """In UTC, where an hour is an hour also when the clocks change; what overlaps becomes one."""
    apart: list[tuple[datetime, datetime]] = []
    for start, end in sorted((one.start.astimezone(UTC), one.end.astimezone(UTC)) for one in opening):
        if apart and start <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        elif start < end:
            apart.append((start, end))
    return apart


def _gap(start: datetime, end: datetime, shifts: Sequence[Shift], absences: Sequence[Absence]) -> Gap | None:
    """Between two edges, where nothing changes."""
    planned = {one.user_id for one in shifts if one.starts_at <= start < one.ends_at}
    away = {one.user_id for one in absences if one.starts_at <= start < one.ends_at}
    return None if planned - away else Gap(start, end, frozenset(planned))

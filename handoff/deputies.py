"""Who stands in for whom: a deputy who is away himself has his own stand in, and so on; never round in a circle."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from handoff.models import Absence


@dataclass(frozen=True, slots=True)
class StandsIn:
    """`deputy_id` stands in for `user_id` from the first to the last day."""

    deputy_id: UUID
    user_id: UUID
    first_day: date
    last_day: date


def deputy_of(user_id: UUID, day: date, absences: Iterable[Absence]) -> UUID | None:
    """Who answers for the user on that day: he himself if he is there, else his deputy, or that one's, who is. None if
    nobody does: then it is the team's.

    An absence of a part of the day counts as of the whole; who asks for a moment gives only those that cover it.
    """
    away = {one.user_id: one.deputy_id for one in absences if one.touches(day)}
    asked: set[UUID] = set()
    answers: UUID | None = user_id
    while answers is not None and answers in away:
        if answers in asked:
            return None
        asked.add(answers)
        answers = away[answers]
    return answers


def circle_of(wanted: Absence, absences: Iterable[Absence]) -> tuple[StandsIn, ...]:
    """Who would stand in for whom, if with `wanted` somebody came to stand in for himself at some moment; else empty.

    The first is the wanted deputy's, the last has the wanted user as the deputy.
    """
    by_user: dict[UUID, list[Absence]] = {}
    for one in absences:
        if one.id != wanted.id:
            by_user.setdefault(one.user_id, []).append(one)
    return _way_back(wanted, (wanted.starts_at, wanted.ends_at), by_user, wanted.user_id, ())


def _way_back(
    link: Absence,
    common: tuple[datetime, datetime],
    by_user: dict[UUID, list[Absence]],
    target: UUID,
    way: tuple[StandsIn, ...],
) -> tuple[StandsIn, ...]:
    """`common`: when all on the way are away at once."""
    deputy = link.deputy_id
    if deputy is None:
        return ()
    way = (*way, StandsIn(deputy, link.user_id, link.first_day, link.last_day))
    if deputy == target:
        return way
    if deputy in {one.user_id for one in way}:
        return ()  # a circle without the target, which bad data may hold
    for one in by_user.get(deputy, ()):
        start, end = max(common[0], one.starts_at), min(common[1], one.ends_at)
        if start < end and (found := _way_back(one, (start, end), by_user, target, way)):
            return found
    return ()

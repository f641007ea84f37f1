"""What customers want in that month: more at its first and last days, on Thursdays, and before noon."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from handoff.catalogue import Catalogue

ZONE = ZoneInfo("Europe/Berlin")
LEAST, MOST = 60, 1500
WEEKDAYS = (1.1, 1.0, 1.0, 1.4, 1.1, 0.4, 0.2)
HOURS = {8: 6, 9: 10, 10: 11, 11: 10, 12: 8, 13: 8, 14: 9, 15: 9, 16: 8, 17: 7, 18: 5, 19: 4, 20: 3, 21: 2, 7: 1, 23: 1}
ENGLISH = 0.12
PEAKS = (1, 2, 29, 30, 31)
TRIES = 8


@dataclass(slots=True)
class Wish:
    """A chat of the simulation. `handling`: how long its agent has it; `answers`: at each try how long he takes to
    answer, none where he lets it lie.
    """

    id: UUID
    institution: int
    arrived: datetime
    topic: str
    language: str
    priority: int
    minutes: int
    may_leave: bool
    handling: timedelta
    answers: list[timedelta | None] = field(default_factory=list)
    place: int = -1
    waiting_since: datetime | None = None
    opened_at: datetime | None = None
    due_at: datetime | None = None
    holder: UUID | None = None
    given: int = 0
    passed_over: frozenset[UUID] = frozenset()
    is_answered: bool = False
    waited: timedelta | None = None
    is_done: bool = False


def sizes(chance: random.Random, count: int) -> list[int]:
    """Requests a month; most institutions are small."""
    return [round(LEAST + (MOST - LEAST) * chance.random() ** 2.5) for _ in range(count)]


def wishes(chance: random.Random, *, requests: list[int], start: date, days: int, catalogue: Catalogue) -> list[Wish]:
    dates = [start + timedelta(days=number) for number in range(days)]
    weights = [WEEKDAYS[day.weekday()] * (2.0 if day.day in PEAKS else 1.0) for day in dates]
    topics = sorted(catalogue.rules)
    shares = [24.0 if topic == "unlock" else 13.0 if topic == "limit" else 2.5 for topic in topics]
    found: list[Wish] = []
    for institution, count in enumerate(requests):
        for day in chance.choices(dates, weights, k=count):
            at = time(chance.choices(list(HOURS), list(HOURS.values()))[0], chance.randrange(60), chance.randrange(60))
            rule = catalogue.rules[chance.choices(topics, shares)[0]]
            found.append(
                Wish(
                    id=UUID(int=0),
                    institution=institution,
                    arrived=datetime.combine(day, at, ZONE).astimezone(ZoneInfo("UTC")),
                    topic=rule.topic,
                    language="en" if chance.random() < ENGLISH else "de",
                    priority=rule.priority,
                    minutes=rule.minutes,
                    may_leave=rule.external,
                    handling=timedelta(minutes=min(chance.lognormvariate(2.2, 0.7), 120)),
                    answers=[_answer(chance) for _ in range(TRIES)],
                )
            )
    found.sort(key=lambda wish: wish.arrived)
    for number, wish in enumerate(found):
        wish.id = UUID(int=10_000_000 + number)
    return found


def _answer(chance: random.Random) -> timedelta | None:
    return None if chance.random() < 0.02 else timedelta(seconds=min(chance.expovariate(1 / 90), 290))

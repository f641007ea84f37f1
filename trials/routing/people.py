"""Who works where and when: teams with their hours, people with shifts, breaks and days on which they drop out."""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from handoff.catalogue import Catalogue
from handoff.hours import Hours
from handoff.hours.public_holidays import STATES
from handoff.routing import Person, Team
from handoff.routing.outsourcing import Outsourcing, When
from handoff.routing.situation import House

INSTITUTIONS = 60
USUAL = "Mo-Fr 08:00-18:00; PH off; Dec 24 08:00-12:00; Dec 31 08:00-12:00"
LONG = "Mo-Sa 08:00-22:00; PH off; Dec 24 08:00-14:00; Dec 31 08:00-14:00"
OUTSOURCING = (When.ABOVE, When.CLOSED, When.ALWAYS)


@dataclass(frozen=True, slots=True)
class Presence:
    """From when till when somebody is at the desk."""

    start: datetime
    end: datetime


@dataclass(slots=True)
class Worker:
    person: Person
    teams: tuple[int, ...]
    shifts: list[Presence] = field(default_factory=list)

    @property
    def hours(self) -> float:
        return sum((shift.end - shift.start) / timedelta(hours=1) for shift in self.shifts)


@dataclass(slots=True)
class Place:
    """One team in the simulation. `house`: its institution's, none for the centre. `spans`: when it is open."""

    team: Team
    institution: int
    house: House | None
    spans: list[Presence]
    answer: timedelta

    def is_open(self, now: datetime) -> bool:
        return any(span.start <= now < span.end for span in self.spans)

    def opening(self, now: datetime) -> datetime | None:
        return next((span.start for span in self.spans if span.start > now), None)


@dataclass(slots=True)
class Staff:
    """`centre_of`: by institution, the place in `places` of its share in the centre."""

    places: list[Place]
    workers: list[Worker]
    people: dict[UUID, Person]
    centre_of: dict[int, int]


def hire(chance: random.Random, *, requests: list[int], start: date, days: int, catalogue: Catalogue) -> Staff:
    """People enough for so many `requests` of each institution in the time."""
    places, workers, centre_of = list[Place](), list[Worker](), dict[int, int]()
    houses = [House() for _ in range(INSTITUTIONS)]
    for number in range(INSTITUTIONS):
        state = sorted(STATES)[number % len(STATES)]
        answer = timedelta(minutes=chance.choice((5, 10, 10, 15)))
        spans = _spans(USUAL, state, start, days)
        places.append(Place(_team(len(places)), number, houses[number], spans, answer))
        for _ in range(2 + requests[number] // 250):
            workers.append(_worker(chance, len(workers), (number,), spans))
    for number in range(0, INSTITUTIONS, 3):
        state = sorted(STATES)[number % len(STATES)]
        centre_of[number] = len(places)
        spans = _spans(LONG, state, start, days)
        places.append(Place(_team(len(places)), number, None, spans, timedelta(minutes=10)))
        houses[number].outsourcing = (_rule(chance, number, places[-1].team.id),)
    for _ in range(4 + sum(requests[number] for number in centre_of) // 300):
        workers.append(_worker(chance, len(workers), tuple(centre_of.values()), places[-1].spans))
    people = {worker.person.id: worker.person for worker in workers}
    for place_number, place in enumerate(places):
        place.team.members = frozenset(one.person.id for one in workers if place_number in one.teams)
    return Staff(places, workers, people, centre_of)


def _rule(chance: random.Random, number: int, centre: UUID) -> Outsourcing:
    when = OUTSOURCING[number // 3 % len(OUTSOURCING)]
    return Outsourcing(when, centre, above=chance.randint(3, 5) if when is When.ABOVE else 0)


def _team(number: int) -> Team:
    return Team(UUID(int=1_000_000 + number), frozenset(), chats=0)


def _worker(chance: random.Random, number: int, teams: tuple[int, ...], spans: list[Presence]) -> Worker:
    speaks = frozenset({"de", "en"} if chance.random() < 0.7 else {"de"})
    person = Person(UUID(int=number + 1), False, chance.choice((2, 3, 3, 4)), 0, None, speaks)
    worker = Worker(person, teams)
    is_early = chance.random() < 0.5
    for span in spans:
        if chance.random() < 0.08:
            continue  # a day off
        middle = span.start + (span.end - span.start) * 0.7
        late = span.start + (span.end - span.start) * 0.3
        start, end = (span.start, middle) if is_early else (late, span.end)
        pause = start + (end - start) * chance.uniform(0.3, 0.7)
        back = pause + timedelta(minutes=chance.randint(15, 45))
        worker.shifts += [Presence(start, pause), Presence(min(back, end), end)]
    return worker


def _spans(expression: str, state: str, start: date, days: int) -> list[Presence]:
    hours = Hours(expression, state)
    return [
        Presence(span.start.astimezone(UTC), span.end.astimezone(UTC))
        for day in range(days)
        for span in hours.spans(start + timedelta(days=day))
    ]

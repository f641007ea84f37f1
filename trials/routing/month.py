"""The month, event by event. What it must never see, it counts: a chat given twice, somebody over his capacity, a chat
that nobody has at the end.
"""

import heapq
import itertools
import random
from bisect import insort
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from handoff.routing import Chat, Decision, Give, MoveOn, Situation, Turn, decide, turn_at
from trials.routing.chats import Wish
from trials.routing.people import Place, Staff

GONE_AFTER = timedelta(seconds=75)
Decide = Callable[[Chat, Situation], Decision]
Key = Callable[[Wish, Turn], object]


@dataclass(slots=True)
class Found:
    """`load`: by how much more the receiver had than the least loaded one who could have got it. `handled`: chats by
    person.
    """

    chats: int = 0
    assignments: int = 0
    decisions: int = 0
    twice: int = 0
    over_capacity: int = 0
    forgotten: int = 0
    moved: int = 0
    unanswered: int = 0
    left: int = 0
    load: int = 0
    waits: list[tuple[int, timedelta]] = field(default_factory=list)
    handled: dict[UUID, int] = field(default_factory=dict)


class Month:
    """`order`: by what a waiting chat is looked at; else by its turn."""

    def __init__(
        self,
        staff: Staff,
        wishes: list[Wish],
        *,
        deciding: Decide = decide,
        order: Key | None = None,
        drop_outs: random.Random,
    ):
        self.found = Found(chats=len(wishes))
        self._staff, self._wishes, self._decide, self._order = staff, wishes, deciding, order
        self._by_id = {wish.id: wish for wish in wishes}
        self._queues: list[list[tuple[object, UUID]]] = [[] for _ in staff.places]
        self._held: dict[UUID, set[UUID]] = {person: set() for person in staff.people}
        self._teams_of = {worker.person.id: worker.teams for worker in staff.workers}
        self._events: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._number = itertools.count()
        for wish in wishes:
            self._at(wish.arrived, partial(self._arrive, wish))
        for worker in staff.workers:
            for shift in worker.shifts:
                self._at(shift.start, partial(self._come, worker.person.id))
                self._at(shift.end, partial(self._pause, worker.person.id))
        for number, place in enumerate(staff.places):
            for span in place.spans:
                self._at(span.start, partial(self._route, number))
        self._drop_out(drop_outs)

    def run(self) -> Found:
        while self._events:
            now, _, event = heapq.heappop(self._events)
            event(now)
        self.found.forgotten = sum(not wish.is_done for wish in self._wishes)
        return self.found

    def _at(self, when: datetime, event: Callable[[datetime], None]) -> None:
        heapq.heappush(self._events, (when, next(self._number), event))

    def _drop_out(self, chance: random.Random) -> None:
        """Some shifts break off: the machine crashes, and its agent is back an hour later."""
        for worker in self._staff.workers:
            for shift in worker.shifts:
                if chance.random() < 0.03 and shift.end - shift.start > timedelta(hours=1):
                    gone = shift.start + (shift.end - shift.start) * chance.uniform(0.2, 0.6)
                    self._at(gone, partial(self._go, worker.person.id))
                    back = min(gone + timedelta(hours=1), shift.end - timedelta(minutes=1))
                    self._at(back, partial(self._come, worker.person.id))

    def _arrive(self, wish: Wish, now: datetime) -> None:
        place = self._staff.places[wish.institution]
        wish.place, wish.waiting_since = wish.institution, now
        start = now if place.is_open(now) else place.opening(now) or now
        centre = self._staff.centre_of.get(wish.institution)
        if start > now and wish.may_leave and centre is not None and self._staff.places[centre].is_open(now):
            wish.place, start = centre, now
        wish.opened_at, wish.due_at = start, start + timedelta(minutes=wish.minutes)
        if start > now:
            self._at(start, partial(self._wait, wish))
        else:
            self._wait(wish, now)

    def _wait(self, wish: Wish, now: datetime) -> None:
        assert wish.waiting_since is not None and wish.due_at is not None
        at = turn_at(waiting_since=wish.waiting_since, due_at=wish.due_at, priority=wish.priority)
        turn = Turn(at, wish.waiting_since, wish.id)
        insort(self._queues[wish.place], (self._order(wish, turn) if self._order else turn, wish.id))
        self._route(wish.place, now)

    def _route(self, number: int, now: datetime) -> None:
        place, queue = self._staff.places[number], self._queues[number]
        there = {one: self._staff.people[one] for one in place.team.members if self._staff.people[one].is_there}
        if place.house is not None:
            place.house.is_open = place.is_open(now)
        situation = Situation(now, place.team, there, place.house)
        moves = place.house is not None and bool(place.house.outsourcing)
        left = []
        for key, chat_id in queue:
            if not moves and not any(person.places for person in there.values()):
                left.append((key, chat_id))
                continue
            wish = self._by_id[chat_id]
            self.found.decisions += 1
            decision = self._decide(_chat(wish), situation)
            if isinstance(decision, Give):
                self._give(wish, decision.person, situation, place, now)
            elif isinstance(decision, MoveOn):
                self._move_on(wish, decision.team, now)
            else:
                left.append((key, chat_id))
        self._queues[number] = left

    def _give(self, wish: Wish, person_id: UUID, situation: Situation, place: Place, now: datetime) -> None:
        person = situation.people[person_id]
        others = [
            one.chats
            for one in situation.people.values()
            if one.places
            and one.capacity == person.capacity
            and one.id not in wish.passed_over
            and one.answers_in(wish.language)
        ]
        self.found.load = max(self.found.load, person.chats - min(others, default=person.chats))
        self.found.twice += wish.holder is not None
        situation.give(person_id)
        self.found.over_capacity += person.chats > person.capacity
        self.found.assignments += 1
        self.found.handled[person_id] = self.found.handled.get(person_id, 0) + 1
        self._held[person_id].add(wish.id)
        wish.holder = person_id
        wish.given += 1
        given = wish.given
        answer = wish.answers[(given - 1) % len(wish.answers)]
        if answer is None:
            self._at(now + place.answer, partial(self._take_away, wish, given))
        else:
            self._at(now + answer, partial(self._answer, wish, given))

    def _answer(self, wish: Wish, given: int, now: datetime) -> None:
        if wish.given != given or wish.holder is None or wish.is_answered:
            return
        if not self._staff.people[wish.holder].is_there:
            # On a break he reads nothing; whoever has gone has lost it already.
            self._at(now + timedelta(minutes=1), partial(self._answer, wish, given))
            return
        assert wish.opened_at is not None
        wish.is_answered, wish.waited = True, now - wish.opened_at
        self.found.waits.append((wish.priority, wish.waited))
        self._at(now + wish.handling, partial(self._finish, wish))

    def _take_away(self, wish: Wish, given: int, now: datetime) -> None:
        if wish.given == given and wish.holder is not None and not wish.is_answered:
            self.found.unanswered += 1
            wish.passed_over |= {wish.holder}
            self._free(wish, now)
            self._wait(wish, now)

    def _finish(self, wish: Wish, now: datetime) -> None:
        wish.is_done = True
        self._free(wish, now)

    def _free(self, wish: Wish, now: datetime) -> None:
        assert wish.holder is not None
        person, place = wish.holder, self._staff.places[wish.place]
        wish.holder = None
        self._held[person].discard(wish.id)
        self._staff.people[person].chats -= 1
        place.team.chats -= 1
        if place.house is not None:
            place.house.chats -= 1
        for number in self._teams_of[person]:
            if self._queues[number]:
                self._route(number, now)

    def _come(self, person: UUID, now: datetime) -> None:
        self._staff.people[person].is_there = True
        for number in self._teams_of[person]:
            if self._queues[number]:
                self._route(number, now)

    def _pause(self, person: UUID, now: datetime) -> None:
        self._staff.people[person].is_there = False

    def _go(self, person: UUID, now: datetime) -> None:
        self._pause(person, now)
        for chat_id in sorted(self._held[person]):
            wish = self._by_id[chat_id]
            if not wish.is_answered:
                self._at(now + GONE_AFTER, partial(self._give_back, wish, wish.given))

    def _give_back(self, wish: Wish, given: int, now: datetime) -> None:
        if wish.given == given and wish.holder is not None and not wish.is_answered:
            self.found.left += 1
            self._free(wish, now)
            self._wait(wish, now)

    def _move_on(self, wish: Wish, team: UUID, now: datetime) -> None:
        self.found.moved += 1
        wish.place = next(number for number, place in enumerate(self._staff.places) if place.team.id == team)
        self._at(now, partial(self._wait, wish))


def _chat(wish: Wish) -> Chat:
    assert wish.due_at is not None
    return Chat(
        wish.id,
        wish.topic,
        wish.language,
        wish.due_at,
        passed_over=wish.passed_over,
        may_leave=wish.may_leave,
    )

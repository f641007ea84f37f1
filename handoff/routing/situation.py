"""What a decision rests on: the chat, its team, and the people who might take it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from handoff.routing.outsourcing import Outsourcing


@dataclass(frozen=True, slots=True)
class Chat:
    """`named`: the advisor for whom it is, or his deputy. `former`: who had the customer's last chat. `passed_over`:
    who had it and let it lie. `may_leave`: whether the catalogue lets people of another company have it.
    """

    id: UUID
    topic: str | None
    language: str
    due_at: datetime
    named: UUID | None = None
    former: UUID | None = None
    passed_over: frozenset[UUID] = frozenset()
    may_leave: bool = False


@dataclass(slots=True)
class Person:
    """`is_there`: at the desk, not on a break, on duty. `chats`: those that he has and those that are offered to him.
    `given_at`: when he last got one. `speaks`: no language named means all.
    """

    id: UUID
    is_there: bool
    capacity: int
    chats: int
    given_at: datetime | None
    speaks: frozenset[str] = frozenset()

    @property
    def places(self) -> int:
        return max(self.capacity - self.chats, 0)

    def answers_in(self, language: str) -> bool:
        return not self.speaks or language in self.speaks


@dataclass(slots=True)
class Team:
    """`members`: whom it gives chats to. `chats`: how many its people have of it; `capacity`: how many they may have.
    `push`: its chats are given, not taken.
    """

    id: UUID
    members: frozenset[UUID]
    chats: int
    capacity: int | None = None
    push: bool = True

    @property
    def is_full(self) -> bool:
        return self.capacity is not None and self.chats >= self.capacity


@dataclass(slots=True)
class House:
    """What the institution's own people do: whether the chat's team is open, how many chats all of them have, and when
    which centre of another company takes over.
    """

    is_open: bool = True
    chats: int = 0
    outsourcing: tuple["Outsourcing", ...] = ()


@dataclass(slots=True)
class Situation:
    """At `now`. `house` is none for a team of another company. A decision that is carried out is written into it by
    `give`, so that the next one knows of it.
    """

    now: datetime
    team: Team
    people: Mapping[UUID, Person]
    house: House | None = None

    def give(self, person_id: UUID) -> None:
        person = self.people[person_id]
        person.chats += 1
        person.given_at = self.now
        self.team.chats += 1
        if self.house is not None:
            self.house.chats += 1

"""The decision about one chat. Nothing here reads a clock or a database, or changes what it is given."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from handoff.models import SentOut
from handoff.routing.outsourcing import rule_for
from handoff.routing.situation import Chat, Person, Situation

NEVER = datetime.min.replace(tzinfo=UTC)


class Reason(StrEnum):
    """Why a chat stays where it is. `nobody`: of the team nobody is there. `full`: all have what they can. `taken`: the
    team takes its chats itself. `named`: its advisor has the time till it is due.
    """

    NOBODY = "nobody"
    FULL = "full"
    TAKEN = "taken"
    NAMED = "named"


@dataclass(frozen=True, slots=True)
class Give:
    person: UUID


@dataclass(frozen=True, slots=True)
class MoveOn:
    """To another company's team, by that rule."""

    team: UUID
    rule: SentOut


@dataclass(frozen=True, slots=True)
class Stay:
    reason: Reason


Decision = Give | MoveOn | Stay


def decide(chat: Chat, situation: Situation) -> Decision:
    """Who is asked for by name comes first; then the institution's rules say whether it leaves the house; then comes
    who knows the customer from the last chat, then the team: whoever has the most free places, and among those the one
    who got nothing for longest.

    Never to somebody who isn't there or has no place, nor above what the team may have. A chat that somebody let lie
    goes back to him only where there is nobody else.
    """
    if chat.named is not None and chat.named not in chat.passed_over:
        named = situation.people.get(chat.named)
        if named is not None and _can_take(named):
            return Give(named.id)
        if situation.now < chat.due_at:
            return Stay(Reason.NAMED)
    elsewhere = rule_for(chat, situation.house) if situation.house else None
    if elsewhere is not None:
        return MoveOn(elsewhere.team, elsewhere.why)
    team = situation.team
    if not team.is_full:
        former = situation.people.get(chat.former) if chat.former else None
        if former is not None and former.id in team.members and _can_take(former) and former.id not in chat.passed_over:
            return Give(former.id)
        if team.push and (best := _best(chat, situation)) is not None:
            return Give(best.id)
    if not any(person.is_there for person in _members(situation)):
        return Stay(Reason.NOBODY)
    return Stay(Reason.FULL if team.push else Reason.TAKEN)


def _best(chat: Chat, situation: Situation) -> Person | None:
    there = [person for person in _members(situation) if person.is_there]
    others = [person for person in there if person.id not in chat.passed_over]
    wanted = others or there
    # Who speaks the language is waited for as long as the customer has time.
    speakers = [person for person in wanted if person.answers_in(chat.language)]
    if speakers and (situation.now < chat.due_at or any(_can_take(person) for person in speakers)):
        wanted = speakers
    return min((person for person in wanted if _can_take(person)), key=_precedence, default=None)


def _members(situation: Situation) -> Iterable[Person]:
    return (situation.people[one] for one in situation.team.members if one in situation.people)


def _can_take(person: Person) -> bool:
    return person.is_there and person.places > 0


def _precedence(person: Person) -> tuple[int, datetime, UUID]:
    return (-person.places, person.given_at or NEVER, person.id)

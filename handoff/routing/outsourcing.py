"""When a centre of another company takes over, as the institution has laid down."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from handoff.models import SentOut
from handoff.routing.situation import Chat, House


class When(StrEnum):
    """`closed`: while the team at home is. `above`: while the house has so many chats already."""

    ALWAYS = "always"
    CLOSED = "closed"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class Outsourcing:
    """The first rule that fits a chat counts. `topics`: for these alone; none named means all that may leave at all.
    `is_open`: whether the centre is; a chat isn't sent where nobody is.
    """

    when: When
    team: UUID
    above: int = 0
    topics: frozenset[str] = frozenset()
    is_open: bool = True

    @property
    def why(self) -> SentOut:
        return SentOut.TOPIC if self.when is When.ALWAYS and self.topics else SentOut(self.when.value)

    def fits(self, chat: Chat, house: House) -> bool:
        if not self.is_open or (self.topics and chat.topic not in self.topics):
            return False
        match self.when:
            case When.ALWAYS:
                return True
            case When.CLOSED:
                return not house.is_open
            case When.ABOVE:
                return house.chats >= self.above


def rule_for(chat: Chat, house: House) -> Outsourcing | None:
    """By which a team of another company takes the chat; None while it stays in the house."""
    if not chat.may_leave:
        return None
    return next((rule for rule in house.outsourcing if rule.fits(chat, house)), None)


def read_outsourcing(entry: dict[str, Any], *, team: UUID, is_open: bool) -> Outsourcing:
    """A rule as `Institution.routing` keeps it. Raises ValueError for one that says nothing sensible."""
    when = When(entry["when"])
    above = int(entry.get("above") or 0)
    if when is When.ABOVE and above < 1:
        raise ValueError("above how many chats?")
    return Outsourcing(when, team, above, frozenset(entry.get("topics") or ()), is_open)

"""The best that could have been done, by somebody who knows beforehand how long each chat takes: the shortest first,
urgent ones as many times shorter, to whoever has room, whatever his languages and the institution's rules.
"""

from handoff.routing import Chat, Decision, Give, MoveOn, Reason, Situation, Stay, Turn
from handoff.routing.outsourcing import rule_for
from trials.routing.chats import Wish


def weight(priority: int) -> int:
    """How much a minute of waiting counts."""
    return priority + 1


def order(wish: Wish, turn: Turn) -> tuple[float, Turn]:
    return wish.handling.total_seconds() / weight(wish.priority), turn


def decide_with_foresight(chat: Chat, situation: Situation) -> Decision:
    free = [person for person in situation.people.values() if person.places and person.id not in chat.passed_over]
    elsewhere = rule_for(chat, situation.house) if situation.house else None
    if elsewhere is not None:
        return MoveOn(elsewhere.team, elsewhere.why)
    if free:
        return Give(max(free, key=lambda person: (person.places, person.id)).id)
    anybody = [person for person in situation.people.values() if person.places]
    return Give(anybody[0].id) if anybody else Stay(Reason.FULL)

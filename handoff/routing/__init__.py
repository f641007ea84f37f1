"""Who gets a waiting chat: pure rules, so that what serves customers can be simulated for months."""

from handoff.routing.deciding import Decision, Give, MoveOn, Reason, Stay, decide
from handoff.routing.order import Turn, turn_at
from handoff.routing.situation import Chat, Person, Situation, Team

__all__ = [
    "Chat",
    "Decision",
    "Give",
    "MoveOn",
    "Person",
    "Reason",
    "Situation",
    "Stay",
    "Team",
    "Turn",
    "decide",
    "turn_at",
]

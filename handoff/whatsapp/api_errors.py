"""What each of Meta's error codes means for a message and for the number that sends it (contract, §11)."""

from dataclasses import dataclass
from enum import StrEnum


class Remedy(StrEnum):
    """What to do about a refused message.

    RETRY: again after a wait. PAIR_WAIT: again, only this customer waits. STOP_NUMBER: nothing of this number goes out
    until somebody has mended it. TEMPLATE: only a template may be sent. OTHER_CHANNEL: can't be reached here.
    """

    RETRY = "retry"
    PAIR_WAIT = "pair_wait"
    STOP_NUMBER = "stop_number"
    TEMPLATE = "template"
    OTHER_CHANNEL = "other_channel"
    GIVE_UP = "give_up"


@dataclass(frozen=True, slots=True)
class Rule:
    remedy: Remedy
    wait: float = 0.0


_STOP = Rule(Remedy.STOP_NUMBER)
_RETRY = Rule(Remedy.RETRY, 2.0)

RULES: dict[int, Rule] = {
    **dict.fromkeys((0, 190), _STOP),
    **dict.fromkeys((3, 10, *range(200, 300), 131005), _STOP),
    **dict.fromkeys((131031, 368, 131042, 131064, 131045, 133010), _STOP),
    **dict.fromkeys((1, 2, 131000, 131016, 133004), _RETRY),
    **dict.fromkeys((4, 80007), Rule(Remedy.RETRY, 30.0)),
    130429: Rule(Remedy.RETRY, 1.0),
    131057: Rule(Remedy.RETRY, 60.0),
    131056: Rule(Remedy.PAIR_WAIT, 4.0),
    131047: Rule(Remedy.TEMPLATE),
    **dict.fromkeys((131026, 131030, 130497), Rule(Remedy.OTHER_CHANNEL)),
}

GIVE_UP = Rule(Remedy.GIVE_UP)


def rule_for(code: int) -> Rule:
    """Codes that the contract doesn't list are given up: retrying what we don't know helps nobody."""
    return RULES.get(code, GIVE_UP)

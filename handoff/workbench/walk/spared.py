"""Turns that need not be played, since they read nothing of what tells their state from one where they were played.

Three things are known not to be read. A slot that the domain sets anew with every message of the intent, as most
offers are, is gone before anything looks at it. So is what was talked about before, if the intent has a topic of its
own. And what the customer has arranged is not read by a turn that asked the database for none of its tables.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from actions.about import DETAILS, topic_taken_up
from handoff.workbench.walk.state import PARTS, Dialogue, State

_TABLE = re.compile(rf"\b(?:FROM|JOIN|UPDATE|INTO)\s+({'|'.join(PARTS)})\b", re.IGNORECASE)
Parts = tuple[tuple[str, Any], ...]


def parts_in(statement: str) -> set[str]:
    """The parts of what is arranged that a statement of SQL reads or writes."""
    return {PARTS[table.lower()] for table in _TABLE.findall(statement)}


class Resets:
    """Which slots are set anew at the start of a turn, by intent: the domain's mappings of the kind `from_intent`."""

    def __init__(self, root: Path):
        self._mappings: list[tuple[str, dict[str, Any]]] = []
        for file in (root / "domain.yml", *sorted(root.glob("data/*/domain.yml"))):
            for name, slot in ((yaml.safe_load(file.read_text()) or {}).get("slots") or {}).items():
                self._mappings += [(name, one) for one in slot["mappings"] if one["type"] == "from_intent"]

    def before(self, dialogue: Dialogue, intent: str | None) -> Dialogue:
        """As it is when the first of the turn's actions looks at it. No intent: a deed, or not known beforehand."""
        if intent is None:
            return dialogue
        dialogue = dialogue.without(frozenset(name for name, mapping in self._mappings if _holds(mapping, intent)))
        topic = topic_taken_up(intent, dialogue.form)
        if topic is None or topic == dict(dialogue.slots).get("about"):
            return dialogue
        return dialogue.without(frozenset(DETAILS)).having("about", topic)


def _holds(mapping: dict[str, Any], intent: str) -> bool:
    wanted, unwanted = (_listed(mapping.get(key)) for key in ("intent", "not_intent"))
    return intent in wanted if wanted else intent not in unwanted


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []


@dataclass(frozen=True, slots=True)
class Played:
    """`read`: parts that the turn has read, as they were; `left`: the same parts after it."""

    read: Parts
    left: Parts
    dialogue: Dialogue
    outcome: Any


class Memory:
    def __init__(self, resets: Resets):
        self._resets = resets
        self._played: dict[tuple[str, Dialogue], list[Played]] = {}

    def recall(self, state: State, name: str, intent: str | None) -> tuple[State, Any] | None:
        """Where the turn leads and what it said, if it need not be played."""
        arranged = dict(state.arranged)
        for one in self._played.get(self._key(state, name, intent), []):
            if all(arranged[part] == value for part, value in one.read):
                return State(one.dialogue, tuple(sorted({**arranged, **dict(one.left)}.items()))), one.outcome
        return None

    def keep(self, before: State, name: str, intent: str | None, *, read: set[str], after: State, outcome: Any) -> None:
        changed = {part for part, value in after.arranged if value != dict(before.arranged)[part]}
        parts = read | changed
        played = Played(_only(before, parts), _only(after, parts), after.dialogue, outcome)
        self._played.setdefault(self._key(before, name, intent), []).append(played)

    def _key(self, state: State, name: str, intent: str | None) -> tuple[str, Dialogue]:
        return name, self._resets.before(state.dialogue, intent) if state.dialogue.is_with_bot else state.dialogue


def _only(state: State, parts: set[str]) -> Parts:
    return tuple((part, value) for part, value in state.arranged if part in parts)

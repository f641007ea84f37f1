"""How good the bot is: one reckoning for the report and for the floors of tests/understanding/test_heldout.py."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import yaml

from bot.turn import Parse
from handoff.catalogue import Catalogue
from handoff.errors import SettingsError
from handoff.workbench.verdicts import FALLBACK, UNKNOWN

HELD_OUT = Path("tests/understanding/heldout.yml")


class Parser(Protocol):
    """The bot, or what it is compared with."""

    def parse(self, text: str, language: str) -> Parse: ...


@dataclass(frozen=True, slots=True)
class Judged:
    """What a message is about, and what it was taken for: topics, UNKNOWN where none."""

    topic: str
    language: str
    taken: str | None

    @property
    def is_right(self) -> bool:
        return self.taken == self.topic


def topic_taken(catalogue: Catalogue, intent: str) -> str | None:
    """What isn't understood counts as out of scope."""
    return UNKNOWN if intent == FALLBACK else catalogue.topic_of(intent)


def judge_held_out(parser: Parser, catalogue: Catalogue, root: Path) -> list[Judged]:
    """Hears the held-out messages, which nobody may tune to: none of their texts comes out. Raises SettingsError."""
    try:
        messages = yaml.safe_load((root / HELD_OUT).read_text(encoding="utf-8"))["messages"]
    except OSError as error:
        raise SettingsError(
            f"{root / HELD_OUT} can't be read: {error.strerror}. It is part of the repository."
        ) from error
    return [
        Judged(one["topic"], one["language"], topic_taken(catalogue, parser.parse(one["text"], one["language"]).intent))
        for one in messages
    ]


def understood(judged: Iterable[Judged], language: str) -> float:
    """The share understood of what is about a topic."""
    return share(one for one in judged if one.language == language and one.topic != UNKNOWN)


def rejected(judged: Iterable[Judged], language: str) -> float:
    """The share rejected of what is out of scope."""
    return share(one for one in judged if one.language == language and one.topic == UNKNOWN)


def share(judged: Iterable[Judged]) -> float:
    """The share that is right; 0 of none."""
    rights = [one.is_right for one in judged]
    return sum(rights) / len(rights) if rights else 0.0

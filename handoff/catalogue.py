"""The rule catalogue: what may be done about each topic, and by whom. Bot, queue, desk and rule book read it."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from handoff.errors import SettingsError
from handoff.guard import Kind
from handoff.language import LANGUAGES


class Act(StrEnum):
    ANSWER = "answer"
    GUIDE = "guide"
    FORM = "form"
    HANDOFF = "handoff"
    REFUSE = "refuse"


class Confidentiality(StrEnum):
    PUBLIC = "public"
    PERSONAL = "personal"
    ORDER = "order"


class Channel(StrEnum):
    PHONE = "phone"
    CALLBACK = "callback"
    ONLINE_BANKING = "online_banking"


@dataclass(frozen=True, slots=True)
class Rule:
    """One topic. `team` is a team's slug; `moves_to`: where it is done instead of in the chat; `external`: whether
    a centre of another company may take it; `priority` 0 (ordinary) to 3 (at once); `minutes`: time to answer;
    `may_send`: what of the guard's finds people may send nevertheless, when they say so expressly."""

    topic: str
    title: dict[str, str]
    act: Act
    confidentiality: Confidentiality
    may_ask: tuple[str, ...]
    team: str
    moves_to: tuple[Channel, ...]
    external: bool
    priority: int
    minutes: int
    may_send: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    rules: dict[str, Rule]
    topics: dict[str, str]

    def topic_of(self, intent: str) -> str | None:
        return self.topics.get(intent)

    def rule(self, topic: str | None) -> Rule | None:
        return self.rules.get(topic or "")

    def title(self, topic: str | None, language: str) -> str:
        rule = self.rule(topic)
        return rule.title[language] if rule else ""

    @property
    def urgent(self) -> frozenset[str]:
        """Topics that are answered at once, whoever holds the conversation."""
        return frozenset(topic for topic, rule in self.rules.items() if rule.priority >= 3)


def load_catalogue(data: Path) -> Catalogue:
    """Reads `catalogue.yml` and which intents each topic's folder declares. Raises SettingsError."""
    entries = _read(data / "catalogue.yml").get("topics") or {}
    rules = {topic: _rule(topic, entry) for topic, entry in entries.items()}
    topics: dict[str, str] = {}
    for file in sorted(data.glob("*/domain.yml")):
        for intent in _read(file).get("intents") or []:
            topics[intent if isinstance(intent, str) else next(iter(intent))] = file.parent.name
    return Catalogue(rules, topics)


def _read(path: Path) -> dict[str, Any]:
    try:
        return yaml.safe_load(path.read_text()) or {}
    except (OSError, yaml.YAMLError) as error:
        raise SettingsError(f"{path} can't be read: {error}") from error


def _rule(topic: str, entry: dict[str, Any]) -> Rule:
    try:
        return Rule(
            topic=topic,
            title={language: str(entry["title"][language]) for language in LANGUAGES},
            act=Act(entry["act"]),
            confidentiality=Confidentiality(entry["confidentiality"]),
            may_ask=tuple(entry.get("may_ask") or ()),
            team=str(entry["team"]),
            moves_to=tuple(Channel(channel) for channel in entry["moves_to"]),
            external=_yes_or_no(entry["external"]),
            priority=int(entry["priority"]),
            minutes=int(entry["minutes"]),
            may_send=tuple(Kind(kind) for kind in entry.get("may_send") or ()),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise SettingsError(f"data/catalogue.yml, topic {topic}: {error!s} is missing or not allowed") from error


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"external: {value}, which is neither true nor false,")
    return value

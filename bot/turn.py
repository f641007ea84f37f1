"""What goes into a turn of the bot and what comes out. Pure values; Rasa is not imported here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Choice:
    """What a tapped button stands for; it is taken as understood, without NLU."""

    intent: str
    entities: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Utterance:
    """What a customer said. `facts` fill the {placeholders} of responses; `language` is "de" or "en".

    `texts`: the institution's own words in place of a response's, by the response's name and language.
    """

    text: str
    language: str
    sender_id: str
    choice: Choice | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Button:
    title: str
    choice: Choice
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One bubble. `name` is the response's name; `menu` labels the button that opens `buttons` as a list."""

    text: str
    name: str | None
    buttons: tuple[Button, ...] = ()
    link: Link | None = None
    menu: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """What a turn came to. `state` is small JSON: {"slots": …, "form": …, "run": …}; `actions` are those that ran."""

    replies: tuple[Reply, ...]
    state: dict[str, Any]
    intent: str
    confidence: float
    language: str
    actions: tuple[str, ...]
    model_hash: str
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Parse:
    """What NLU makes of a text. `ranking` is best first and has the intents before the fallback's verdict too."""

    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...]
    entities: Mapping[str, str]

"""Which text blocks fit best to what is typed, and to the chat. Pure."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from rapidfuzz import fuzz

from handoff.models import TextBlock

_FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_SHORT = 4  # a shorter word must be how another begins: "ter" stands in "unter" too
_LIKE = 80  # "termn" is, "terrasse" for "termin" is not
_SHORTCUT, _TITLE, _BODY = 100.0, 80.0, 50.0
_OF_THE_TOPIC, _OF_THE_TEAM, _USES = 15.0, 10.0, 3.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where the block is to be used."""

    team_id: UUID | None
    topic: str | None


def ranked(blocks: Iterable[TextBlock], query: str, *, place: Place) -> list[TextBlock]:
    """The best first: by the words typed, each of which must be found, then by topic, team and how often used."""
    words = _fold(query).split()
    scored = [(_score(block, words, place), block) for block in blocks]
    found = [(score, block) for score, block in scored if score is not None]
    return [block for _, block in sorted(found, key=lambda one: (-one[0], one[1].title.casefold(), one[1].shortcut))]


def _score(block: TextBlock, words: list[str], place: Place) -> float | None:
    fields = [(_fold(block.shortcut), _SHORTCUT), (_fold(block.title), _TITLE)]
    fields += [(_fold(str(body)), _BODY) for body in block.bodies.values()]
    hits = [max(_hit(word, text) * weight for text, weight in fields) for word in words]
    if not all(hits):
        return None
    said = sum(hits) / len(hits) if hits else 0.0
    is_of_topic = block.topic is not None and block.topic == place.topic
    is_of_team = block.team_id is not None and block.team_id == place.team_id
    return said + _OF_THE_TOPIC * is_of_topic + _OF_THE_TEAM * is_of_team + _USES * math.log1p(block.uses)


def _hit(word: str, text: str) -> float:
    """1 for how the text begins, a little less for how one of its words does, less within, and for what is like it."""
    if text.startswith(word):
        return 1.0
    if any(part.startswith(word) for part in text.split()):
        return 0.9
    if len(word) < _SHORT:
        return 0.0
    if word in text:
        return 0.7
    near = max((fuzz.ratio(word, part[: len(word) + 1]) for part in text.split()), default=0.0)
    return 0.5 * near / 100 if near >= _LIKE else 0.0


def _fold(text: str) -> str:
    return text.casefold().translate(_FOLDED)

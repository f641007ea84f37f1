"""Puts like texts together, in time that grows with their number and not with its square."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import emoji
from rapidfuzz import fuzz, process

from handoff.workbench.missed.reading import Missed

LIKE = 72
# A text is compared with the largest groups alone that begin one of its rarest words the same.
BEGINNING = 4
WORDS = 4
FELLOWS = 48
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class Group:
    """`text` is what was written most often, `folded` all its texts; `made`: intent, and what came then."""

    text: str
    language: str
    first: datetime
    last: datetime
    count: int = 0
    folded: set[str] = field(default_factory=set)
    made: Counter[tuple[str, str | None]] = field(default_factory=Counter)


def fold(text: str) -> str:
    """Two texts that are folded the same say the same: case, umlauts, punctuation, spaces don't count; emojis do."""
    spoken = emoji.demojize(text, delimiters=(" ", " "))
    return " ".join(_WORD.findall(spoken.lower().translate(_SPELT_OUT)))


def group(missed: Iterable[Missed]) -> list[Group]:
    """The largest group first, of those of a size the one that came last. A group has one language."""
    leaders: dict[tuple[str, str], list[Group]] = defaultdict(list)
    groups: list[Group] = []
    alike = _same(missed)
    frequency = Counter(start for one in alike for start in _beginnings(one))
    for one in alike:
        rarest = sorted(_beginnings(one), key=lambda start: (frequency[start], start))[:WORDS]
        leader = _nearest(one, [leaders[one.language, start] for start in rarest])
        if leader is None:
            groups.append(one)
            for start in rarest:
                leaders[one.language, start].append(one)
        else:
            _join(leader, one)
    return sorted(groups, key=lambda one: (one.count, one.last), reverse=True)


def _same(missed: Iterable[Missed]) -> list[Group]:
    """One group a folded text and language, most frequent first."""
    same: dict[tuple[str, str], Group] = {}
    for one in missed:
        key = one.language, fold(one.text)
        found = same.setdefault(key, Group(one.text, one.language, one.at, one.at, folded={key[1]}))
        found.count += 1
        found.first, found.last = min(found.first, one.at), max(found.last, one.at)
        found.made[one.intent, one.then] += 1
    return sorted(same.values(), key=lambda one: one.count, reverse=True)


def _beginnings(one: Group) -> set[str]:
    (folded,) = list(one.folded)[:1]
    return {word[:BEGINNING] for word in folded.split()}


def _nearest(one: Group, shelves: list[list[Group]]) -> Group | None:
    fellows = {id(fellow): fellow for shelf in shelves for fellow in shelf[:FELLOWS]}
    texts = {key: fold(fellow.text) for key, fellow in fellows.items()}
    found = process.extractOne(fold(one.text), texts, scorer=fuzz.token_sort_ratio, score_cutoff=LIKE)
    return fellows[found[2]] if found else None


def _join(leader: Group, one: Group) -> None:
    leader.count += one.count
    leader.first, leader.last = min(leader.first, one.first), max(leader.last, one.last)
    leader.folded |= one.folded
    leader.made += one.made

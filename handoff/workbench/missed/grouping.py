"""Puts like texts together, in time that grows with their number and not with its square."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from rapidfuzz import fuzz, process

from handoff.workbench.folding import folded
from handoff.workbench.missed.reading import Missed

LIKE = 72
# A text is compared with the largest groups alone that begin one of its rarest words the same.
BEGINNING = 4
WORDS = 4
FELLOWS = 48


@dataclass(slots=True)
class Group:
    """`text` is what was written most often, `words` it folded and sorted, by which it is compared; `folded` all its
    texts; `made`: intent, and what came then."""

    text: str
    words: tuple[str, ...]
    language: str
    first: datetime
    last: datetime
    count: int = 0
    folded: set[str] = field(default_factory=set)
    made: Counter[tuple[str, str | None]] = field(default_factory=Counter)


def group(missed: Iterable[Missed]) -> list[Group]:
    """The largest group first, of those of a size the one that came last. A group has one language."""
    shelves: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    groups: list[Group] = []
    alike = _same(missed)
    frequency = Counter(start for one in alike for start in _beginnings(one))
    for one in alike:
        rarest = sorted(_beginnings(one), key=lambda start: (frequency[start], start))[:WORDS]
        own = [shelves[one.language, start] for start in rarest]
        leader = _nearest(one, own)
        if leader is not None:
            _join(groups[leader], one)
            continue
        for shelf in own:
            if len(shelf) < FELLOWS:
                shelf[len(groups)] = " ".join(one.words)
        groups.append(one)
    return sorted(groups, key=lambda one: (one.count, one.last), reverse=True)


def _same(missed: Iterable[Missed]) -> list[Group]:
    """One group a folded text and language, most frequent first."""
    same: dict[tuple[str, str], Group] = {}
    for one in missed:
        key = one.language, folded(one.text)
        if key not in same:
            same[key] = Group(one.text, tuple(sorted(key[1].split())), one.language, one.at, one.at, folded={key[1]})
        found = same[key]
        found.count += 1
        found.first, found.last = min(found.first, one.at), max(found.last, one.at)
        found.made[one.intent, one.then] += 1
    return sorted(same.values(), key=lambda one: one.count, reverse=True)


def _beginnings(one: Group) -> set[str]:
    return {word[:BEGINNING] for word in one.words}


def _nearest(one: Group, shelves: list[dict[int, str]]) -> int | None:
    """The place of the group that it belongs to."""
    fellows = {place: words for shelf in shelves for place, words in shelf.items()}
    found = process.extractOne(" ".join(one.words), fellows, scorer=fuzz.ratio, score_cutoff=LIKE)
    return found[2] if found else None


def _join(leader: Group, one: Group) -> None:
    leader.count += one.count
    leader.first, leader.last = min(leader.first, one.first), max(leader.last, one.last)
    leader.folded |= one.folded
    leader.made += one.made

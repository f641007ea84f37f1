"""A text as the detectors read it: plain characters and digits, each knowing where it came from."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from handoff.guard.finds import Find, Kind
from handoff.guard.spoken import NUMBER_WORDS, digits_of

BARRIER = "⟦"

_PLACEHOLDER = re.compile("|".join(re.escape(kind.placeholder.lower()) for kind in Kind))
_ORDINARY = frozenset(map(chr, range(128))) | frozenset("äöüÄÖÜß€„“")
_TWINS = str.maketrans("АВЕКМНОРСТХІаеорсхіΑΒΕΖΗΙΚΜΝΟΡΤΥΧοİı", "ABEKMHOPCTXIaeopcxiABEZHIKMNOPTYXoIi")


@dataclass(frozen=True, slots=True)
class Reading:
    """`starts[i]` and `ends[i]` are the part of the original text that `text[i]` was read from."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def original(self, find: Find) -> Find:
        return Find(find.kind, self.starts[find.start], self.ends[find.end - 1])

    def without(self, finds: Iterable[Find]) -> "Reading":
        """Each find becomes one character that no detector reads across, just as a placeholder does."""
        return self.replaced((find.start, find.end, BARRIER) for find in finds)

    def replaced(self, changes: Iterable[tuple[int, int, str]]) -> "Reading":
        """Each change: start and end of a part, and what it is read as instead."""
        texts: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        done = 0
        for start, end, replacement in changes:
            texts += (self.text[done:start], replacement)
            starts += self.starts[done:start]
            starts += [self.starts[start]] * len(replacement)
            ends += self.ends[done:start]
            ends += [self.ends[end - 1]] * len(replacement)
            done = end
        texts.append(self.text[done:])
        starts += self.starts[done:]
        ends += self.ends[done:]
        return Reading("".join(texts), starts, ends)


def read(text: str) -> Reading:
    """Full-width, circled and foreign digits, look-alike letters, number words: all become what they stand for."""
    reading = _in_plain_characters(text)
    for pattern, replacement in ((_PLACEHOLDER, _barrier), (NUMBER_WORDS, digits_of)):
        changes = [(*match.span(), replacement(match)) for match in pattern.finditer(reading.text)]
        reading = reading.replaced(changes) if changes else reading
    return reading


def _in_plain_characters(text: str) -> Reading:
    peculiar = {character: _plain(character) for character in set(text) - _ORDINARY}
    if all(len(replacement) == 1 for replacement in peculiar.values()):
        plain = text.translate({ord(one): plain for one, plain in peculiar.items()}) if peculiar else text
        return Reading(plain.lower(), range(len(text)), range(1, len(text) + 1))
    parts = [peculiar.get(character, character) for character in text]
    starts = [place for place, part in enumerate(parts) for _ in part]
    return Reading("".join(parts).lower(), starts, [start + 1 for start in starts])


def _barrier(match: re.Match[str]) -> str:
    return BARRIER


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cf", "Mn", "Me"):
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Pd":
        return "-"
    return unicodedata.normalize("NFKC", character).translate(_TWINS)

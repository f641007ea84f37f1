"""A text as the detectors read it: plain characters and digits, each knowing where it came from."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from handoff.guard.finds import Find, Kind
from handoff.guard.spoken import NUMBER_WORDS, digits_of

BARRIER = "⟦"

_PLACEHOLDER = re.compile("|".join(re.escape(kind.placeholder) for kind in Kind))
_PECULIAR = re.compile(r"[^\x00-\x7fäöüÄÖÜß€„“]")
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
            starts += (*self.starts[done:start], *[self.starts[start]] * len(replacement))
            ends += (*self.ends[done:start], *[self.ends[end - 1]] * len(replacement))
            done = end
        texts.append(self.text[done:])
        starts += self.starts[done:]
        ends += self.ends[done:]
        return Reading("".join(texts), starts, ends)


def without(text: str, finds: Iterable[Find]) -> str:
    """The text of `Reading.without`."""
    parts, done = [], 0
    for find in finds:
        parts += [text[done : find.start], BARRIER]
        done = find.end
    return "".join([*parts, text[done:]])


def read(text: str) -> Reading:
    """Full-width, circled and foreign digits, look-alike letters, number words: all become what they stand for."""
    reading = Reading(text, range(len(text)), range(1, len(text) + 1))
    for pattern, replacement in ((_PECULIAR, _plain), (_PLACEHOLDER, _barrier), (NUMBER_WORDS, digits_of)):
        changes = [(*match.span(), replacement(match)) for match in pattern.finditer(reading.text)]
        reading = reading.replaced(changes) if changes else reading
    return reading


def _plain(match: re.Match[str]) -> str:
    return _plain_character(match.group())


def _barrier(match: re.Match[str]) -> str:
    return BARRIER


def _plain_character(character: str) -> str:
    if unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return ""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if unicodedata.category(character) == "Pd":
        return "-"
    return unicodedata.normalize("NFKC", character).translate(_TWINS)

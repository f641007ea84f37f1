"""A text as the detectors read it: plain characters and digits, each knowing where it came from."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from handoff.guard.finds import Find, Kind
from handoff.guard.spoken import NUMBER_WORDS, digits_of

BARRIER = "⟦"

_PLACEHOLDER = re.compile("|".join(re.escape(kind.placeholder) for kind in Kind))
_PECULIAR = re.compile(r"[^\x00-\x7fäöüÄÖÜß€„“]")
_TWINS = str.maketrans("АВЕКМНОРСТХІаеорсхіΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEKMHOPCTXIaeopcxiABEZHIKMNOPTYXo")


@dataclass(frozen=True, slots=True)
class Reading:
    """`starts[i]` and `ends[i]` are the part of the original text that `text[i]` was read from."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def original(self, find: Find) -> Find:
        return Find(find.kind, self.starts[find.start], self.ends[find.end - 1])

    def without(self, finds: Iterable[Find]) -> "Reading":
        """Each find becomes one character that no detector reads across, just as a placeholder does."""
        parts: list[tuple[str, int, int]] = []
        done = 0
        characters = list(zip(self.text, self.starts, self.ends, strict=True))
        for find in finds:
            parts += characters[done : find.start]
            parts.append((BARRIER, self.starts[find.start], self.ends[find.end - 1]))
            done = find.end
        return _reading(parts + characters[done:])


def read(text: str) -> Reading:
    """Full-width, circled and foreign digits, look-alike letters, number words: all become what they stand for."""
    reading = _plain(text)
    for pattern, replacement in ((_PLACEHOLDER, _barrier), (NUMBER_WORDS, digits_of)):
        if pattern.search(reading.text):
            reading = _replaced(reading, pattern, replacement)
    return reading


def _barrier(match: re.Match[str]) -> str:
    return BARRIER


def _plain(text: str) -> Reading:
    if not _PECULIAR.search(text):
        return Reading(text, tuple(range(len(text))), tuple(range(1, len(text) + 1)))
    parts = [(plain, i, i + 1) for i, character in enumerate(text) for plain in _plain_character(character)]
    return _reading(parts)


def _plain_character(character: str) -> str:
    if character.isascii():
        return character
    if unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return ""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if unicodedata.category(character) == "Pd":
        return "-"
    return unicodedata.normalize("NFKC", character).translate(_TWINS)


def _replaced(reading: Reading, pattern: re.Pattern[str], replacement: Callable[[re.Match[str]], str]) -> Reading:
    parts: list[tuple[str, int, int]] = []
    done = 0
    characters = list(zip(reading.text, reading.starts, reading.ends, strict=True))
    for match in pattern.finditer(reading.text):
        start, end = match.span()
        parts += characters[done:start]
        parts += [(character, reading.starts[start], reading.ends[end - 1]) for character in replacement(match)]
        done = end
    return _reading(parts + characters[done:])


def _reading(parts: list[tuple[str, int, int]]) -> Reading:
    return Reading("".join(c for c, _, _ in parts), tuple(s for _, s, _ in parts), tuple(e for _, _, e in parts))

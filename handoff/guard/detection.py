"""All detectors over one reading, in the order in which what they find must not be mistaken for something else."""

import re
from collections.abc import Iterable, Iterator

from handoff.guard.birth import birth_dates
from handoff.guard.card import cards
from handoff.guard.finds import Expected, Find
from handoff.guard.iban import ibans
from handoff.guard.innocent import ADDRESS, PHONE, TIMES_AND_AMOUNTS, references
from handoff.guard.named import named_numbers
from handoff.guard.papers import id_cards, tax_ids
from handoff.guard.reading import read
from handoff.guard.secret import secrets

_THREE_DIGITS = re.compile(r"\d\D*\d\D*\d")
_DIGIT_TWINS = re.compile(r"(?<![^\W_])(?=[OoIl]{0,3}\d)[\dOoIl]{3,19}(?![^\W_])")
_TO_DIGITS = str.maketrans("OoIl", "0011")


def detect(text: str, *, expected: Expected) -> list[Find]:
    """The finds in order, without overlap. Repeats until nothing is left, so that masking twice changes nothing."""
    reading = read(text)
    found: list[Find] = []
    while fresh := _once(reading.text, expected=expected):
        found += [reading.original(find) for find in fresh]
        reading = reading.without(fresh)
    return apart(found)


def apart(finds: Iterable[Find]) -> list[Find]:
    """In order; where some overlap, the one that starts first stands for all, stretched to the end of the last."""
    merged: list[Find] = []
    for find in sorted(finds, key=lambda f: (f.start, -f.end)):
        if merged and find.start < merged[-1].end:
            first = merged[-1]
            merged[-1] = Find(first.kind, first.start, max(first.end, find.end))
        else:
            merged.append(find)
    return merged


def _once(text: str, *, expected: Expected) -> list[Find]:
    """What the first of the stages finds that finds anything."""
    numbers = bool(_THREE_DIGITS.search(text))
    for stage in _stages(text, numbers=numbers, expected=expected):
        if finds := apart(stage):
            return finds
    return []


def _stages(text: str, *, numbers: bool, expected: Expected) -> Iterator[Iterable[Find]]:
    if not numbers:
        yield secrets(text)
        return
    yield ibans(text)
    yield birth_dates(text)
    text = TIMES_AND_AMOUNTS.sub(_blank, _DIGIT_TWINS.sub(_with_digits, text))
    yield [*named_numbers(text), *secrets(text)]
    text = PHONE.sub(_blank, _without_references(ADDRESS.sub(_blank, text)))
    yield cards(text, expected=expected)
    yield [*tax_ids(text, expected=expected), *id_cards(text)]


def _with_digits(match: re.Match[str]) -> str:
    return match.group().translate(_TO_DIGITS)


def _blank(match: re.Match[str]) -> str:
    return "\x00" * len(match.group())


def _without_references(text: str) -> str:
    for start, end in references(text):
        text = text[:start] + "\x00" * (end - start) + text[end:]
    return text

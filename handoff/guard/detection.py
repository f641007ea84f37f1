"""All detectors over one reading, in the order in which what they find must not be mistaken for something else."""

import re
from collections.abc import Iterable, Iterator

from handoff.guard.birth import AFTER as BIRTH_NAMES
from handoff.guard.birth import birth_dates
from handoff.guard.card import cards, halved_cards, linked_cards
from handoff.guard.finds import Expected, Find
from handoff.guard.iban import ibans
from handoff.guard.innocent import without_references, without_times_and_amounts
from handoff.guard.named import AFTER_NAME as NUMBER_NAMES
from handoff.guard.named import named_numbers
from handoff.guard.papers import id_cards, tax_ids
from handoff.guard.reading import read
from handoff.guard.secret import AFTER_NAME as SECRET_NAMES
from handoff.guard.secret import secrets

# Some IBANs have but two digits.
_NUMBER = re.compile(r"\d\D*\d\D*\d|(?<![^\W_])[a-z]{2}\d\d")
_DIGIT = re.compile(r"\d")
_FEW_WORDS = 24  # characters: "lautet übrigens", or letters of an IBAN
_DIGIT_TWINS = re.compile(r"(?<![^\W_])(?=\d*[oil])(?=[oil]{0,3}\d)[\doil]{3,19}(?![^\W_])")
_TO_DIGITS = str.maketrans("oil", "011")


def detect(text: str, *, expected: Expected) -> list[Find]:
    """The finds in order, without overlap. Repeats until nothing is left, so that masking twice changes nothing."""
    reading = read(text)
    found: list[Find] = []
    while finds := _first_finds(reading.text, expected=expected):
        found += map(reading.original, finds)
        reading = reading.without(finds)
    return apart(found)


def may_be_part(text: str) -> bool:
    """False for a message whose words can't hold, name or join any part of a secret that others go on with."""
    plain = read(text).text
    named = any(names.any_in(plain) for names in (BIRTH_NAMES, NUMBER_NAMES, SECRET_NAMES))
    return len(plain) <= _FEW_WORDS or named or bool(_DIGIT.search(plain))


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


def _first_finds(text: str, *, expected: Expected) -> list[Find]:
    """Of the first detector that finds anything. Texts are prepared without changing their length."""
    if not _NUMBER.search(text):
        return apart(secrets(text))
    if finds := apart(ibans(text)) or apart(birth_dates(text)):
        return finds
    text = without_times_and_amounts(_DIGIT_TWINS.sub(_with_digits, text))
    if finds := apart(_named(text)):
        return finds
    if finds := apart(_cards_among_innocents(text, expected=expected)):
        return finds
    text = without_references(text)
    return apart(cards(text, expected=expected)) or apart(_papers(text, expected=expected))


def _named(text: str) -> Iterator[Find]:
    yield from named_numbers(text)
    yield from secrets(text)


def _cards_among_innocents(text: str, *, expected: Expected) -> Iterator[Find]:
    yield from linked_cards(text, expected=expected)
    yield from halved_cards(text, expected=expected)


def _papers(text: str, *, expected: Expected) -> Iterator[Find]:
    yield from tax_ids(text, expected=expected)
    yield from id_cards(text)


def _with_digits(match: re.Match[str]) -> str:
    return match.group().translate(_TO_DIGITS)

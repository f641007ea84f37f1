"""All detectors over one reading, in the order in which what they find must not be mistaken for something else."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from handoff.guard.birth import AFTER as BIRTH_NAMES
from handoff.guard.birth import birth_dates
from handoff.guard.card import cards
from handoff.guard.finds import Expected, Find
from handoff.guard.iban import ibans
from handoff.guard.innocent import ADDRESS, PHONE, TIMES_AND_AMOUNTS, references
from handoff.guard.named import AFTER_NAME as NUMBER_NAMES
from handoff.guard.named import named_numbers
from handoff.guard.papers import id_cards, tax_ids
from handoff.guard.reading import Reading, read, without
from handoff.guard.secret import AFTER_NAME as SECRET_NAMES
from handoff.guard.secret import secrets

# Some IBANs have but two digits.
_NUMBER = re.compile(r"\d\D*\d\D*\d|(?<![^\W_])[A-Za-z]{2}\d\d")
_DIGIT = re.compile(r"\d")
_FEW_WORDS = 24  # characters: "lautet übrigens", or letters of an IBAN
_DIGIT_TWINS = re.compile(r"(?<![^\W_])(?=[OoIl]{0,3}\d)[\dOoIl]{3,19}(?![^\W_])")
_TO_DIGITS = str.maketrans("OoIl", "0011")


def detect(text: str, *, expected: Expected) -> list[Find]:
    """The finds in order, without overlap. Repeats until nothing is left, so that masking twice changes nothing."""
    reading = read(text)
    found: list[Find] = []
    while _NUMBER.search(reading.text):
        fresh, reading = _searched(reading, _stages(expected))
        if not fresh:
            return apart(found)
        found += fresh
    return apart([*found, *_searched(reading, _WORDS)[0]])


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


_Stage = tuple[Callable[[str], str], Callable[[str], Iterable[Find]]]


def _searched(reading: Reading, stages: Iterable[_Stage]) -> tuple[list[Find], Reading]:
    """The finds in the original text, and the reading without them. Each stage repeats before the next has its turn."""
    found: list[Find] = []
    text = reading.text
    for prepare, find_in in stages:
        text = prepare(text)
        while finds := apart(find_in(text)):
            found += map(reading.original, finds)
            reading, text = reading.without(finds), without(text, finds)
    return found, reading


def _stages(expected: Expected) -> Iterator[_Stage]:
    """How the text, as the stage before left it, is prepared without changing its length; and what is looked for."""
    yield _as_it_is, ibans
    yield _as_it_is, birth_dates
    yield _without_dates, _named
    yield _without_innocent_numbers, partial(cards, expected=expected)
    yield _as_it_is, partial(_papers, expected=expected)


def _as_it_is(text: str) -> str:
    return text


def _without_dates(text: str) -> str:
    return TIMES_AND_AMOUNTS.sub(_blank, _DIGIT_TWINS.sub(_with_digits, text))


def _named(text: str) -> Iterator[Find]:
    yield from named_numbers(text)
    yield from secrets(text)


def _without_innocent_numbers(text: str) -> str:
    return PHONE.sub(_blank, _without_references(ADDRESS.sub(_blank, text)))


def _papers(text: str, *, expected: Expected) -> Iterator[Find]:
    yield from tax_ids(text, expected=expected)
    yield from id_cards(text)


def _with_digits(match: re.Match[str]) -> str:
    return match.group().translate(_TO_DIGITS)


def _blank(match: re.Match[str]) -> str:
    return "\x00" * len(match.group())


def _without_references(text: str) -> str:
    for start, end in references(text):
        text = text[:start] + "\x00" * (end - start) + text[end:]
    return text


_WORDS: tuple[_Stage, ...] = ((_as_it_is, secrets),)

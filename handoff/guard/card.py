"""Card numbers without a name before them: 12 to 19 digits, Luhn, grouped as people group them."""

import itertools
import re
from collections.abc import Iterator

import phonenumbers
from stdnum import luhn

from handoff.guard.finds import Expected, Find, Kind

_RUN = re.compile(r"(?<![\w+])(?:\d(?:[ .,\-–\n]{1,3}\d){11,18}|\d+(?:[ .,\-–/\n|_·•*]{1,3}\d+)*)(?![^\W_])")
_GROUP = re.compile(r"\d+")
_PRINTED = re.compile(r"4 4 4(?: [1-4](?: [1-3])?)?|4 6 [456]|1[3-9]|8 (?:8|10|11)|6 (?:10|13)")
_ISSUER = re.compile(r"[3-6]|2[2-7]")


def cards(text: str, *, expected: Expected) -> Iterator[Find]:
    for run in _RUN.finditer(text):
        if run.end() - run.start() < 12:
            continue
        groups = [group.span() for group in _GROUP.finditer(text, run.start(), run.end())]
        if _is_card(_digits(text, *run.span()), expected=expected) and _is_one_number(text, groups):
            yield Find(Kind.CARD, run.start(), run.end())
        else:
            yield from _printed_cards(text, groups, expected=expected)


def _printed_cards(text: str, groups: list[tuple[int, int]], *, expected: Expected) -> Iterator[Find]:
    """A card among other numbers ("… 12/26 123") must look as it is printed, since any window may pass Luhn."""
    first = 0
    while first < len(groups):
        for last in range(min(first + 4, len(groups) - 1), first - 1, -1):
            window = groups[first : last + 1]
            start, end = window[0][0], window[-1][1]
            shape = " ".join(str(e - s) for s, e in window)
            digits = _digits(text, start, end)
            if _PRINTED.fullmatch(shape) and _ISSUER.match(digits) and _is_card(digits, expected=expected):
                yield Find(Kind.CARD, start, end)
                first = last
                break
        first += 1


def _is_card(digits: str, *, expected: Expected) -> bool:
    if not 12 <= len(digits) <= 19 or digits[0] == "0" or len(set(digits)) == 1 or not luhn.is_valid(digits):
        return False
    return not _is_phone(digits, expected=expected)


def _is_phone(digits: str, *, expected: Expected) -> bool:
    """Some write phone numbers without the plus; those of the region are told from the rare short cards."""
    if len(digits) > 15 or not (
        expected is Expected.PHONE or digits.startswith(("49", "43", "41")) and len(digits) < 14
    ):
        return False
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(f"+{digits}"))
    except phonenumbers.NumberParseException:
        return False


def _is_one_number(text: str, groups: list[tuple[int, int]]) -> bool:
    """Single digits (spoken), or one kind of separator between groups of one size, or at least none like "0151 …"."""
    sizes = [end - start for start, end in groups]
    if set(sizes) == {1}:
        return True
    if len({text[left[1] : right[0]] for left, right in itertools.pairwise(groups)}) > 1:
        return False
    even = len(set(sizes[:-1])) <= 1 and sizes[-1] <= sizes[0]
    return even or not any(text[start] == "0" and end - start > 2 for start, end in groups[1:])


def _digits(text: str, start: int, end: int) -> str:
    return "".join(_GROUP.findall(text[start:end]))

"""How far a card number goes that was named as one: in any groups and lines, mistyped, or the short one of banks."""

import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple

from handoff.guard.scheme import is_of_a_scheme, passes_luhn

SHORTEST, LONGEST = 12, 19
# What is printed beside the IBAN on cards of savings banks.
SHORT_SHORTEST, SHORT_LONGEST = 8, 11

_RUN = re.compile(r"\d++(?![^\W\d_])(?:[\s.,\-/|_·•*:]{1,5}+\d++(?![^\W\d_])){0,18}+")
_GROUP = re.compile(r"(\D*)(\d+)")
_PHONE = re.compile(r"0{1,2}[1-9](?:[ /.()\-]{0,3}\d){5}")


class _Group(NamedTuple):
    gap: str
    digits: str
    end: int
    is_phone: bool


def card_extent(text: str, start: int, *, numbered: bool) -> tuple[int, int]:
    """End and count of the digits. `numbered`: named a number, not just a card, so mistyped lines belong to it, too."""
    groups = list(_groups(text, start))
    return _checked(groups) or _fitting(groups, numbered=numbered) or (numbered and _short(groups)) or (start, 0)


def _groups(text: str, start: int) -> Iterator[_Group]:
    run = _RUN.match(text, start)
    for group in _GROUP.finditer(text, start, run.end() if run else start):
        is_phone = text[group.start(2)] == "0" and _PHONE.match(text, group.start(2)) is not None
        yield _Group(group[1], group[2], group.end(), is_phone)


def _checked(groups: list[_Group]) -> tuple[int, int] | None:
    """The longest card whose check digit is right."""
    numbers = list(itertools.accumulate(group.digits for group in groups))
    for number, group in zip(reversed(numbers), reversed(groups), strict=True):
        if SHORTEST <= len(number) <= LONGEST and is_of_a_scheme(number) and passes_luhn(number):
            return group.end, len(number)
    return None


def _fitting(groups: list[_Group], *, numbered: bool) -> tuple[int, int] | None:
    """All groups that fit, but nothing short or like a phone number behind what may be a whole short number."""
    end, count, before = 0, 0, ""
    for group in groups:
        new_line = "\n" in group.gap
        is_whole = new_line or len(groups[0].digits) >= SHORT_SHORTEST
        if count + len(group.digits) > LONGEST or (new_line and not (numbered and len(before) > 1)):
            break
        if before and is_whole and (group.is_phone or len(group.digits) < 3):
            break
        end, count, before = group.end, count + len(group.digits), group.digits
    return (end, count) if count >= SHORTEST else None


def _short(groups: list[_Group]) -> tuple[int, int] | None:
    """The first group if it is long enough, else as many as make a short number; what follows is something else."""
    end, count, before = 0, 0, ""
    for group in groups:
        new_line = "\n" in group.gap
        first, length = len(groups[0].digits), len(group.digits)
        is_enough = count >= SHORT_SHORTEST and (new_line or first >= SHORT_SHORTEST or length > first)
        if is_enough or count + length > SHORT_LONGEST or (new_line and len(before) < 2 and before):
            break
        end, count, before = group.end, count + length, group.digits
    return (end, count) if count >= SHORT_SHORTEST else None

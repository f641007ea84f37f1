"""Card numbers without a name before them: 12 to 19 digits, Luhn, grouped as people group them."""

import itertools
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import phonenumbers

from handoff.guard.finds import Expected, Find, Kind
from handoff.guard.innocent import ADDRESS
from handoff.guard.scheme import is_of_a_scheme, passes_luhn

_SHORTEST, _LONGEST = 12, 19
_WORD_ENDS = r"(?![^\W_])"
_RUN = re.compile(
    rf"(?<![\w+])(?:\d(?:[ .,\-\n]{{1,3}}\d){{11,18}}{_WORD_ENDS}"
    rf"|\d++{_WORD_ENDS}(?:(?:[ .,\-/\n\t|_·•*]{{1,3}}+|:)\d++{_WORD_ENDS})*+)"
)
_GROUP = re.compile(r"\d+")
_HALVES = re.compile(r"(?<!\w)\d{4}[ .\-]?\d{4}[ ]?\n\d{4}[ .\-]?\d{4}(?:[ .\-]?\d{3})?$", re.MULTILINE)
_LINKED = re.compile(r"(?<![a-z0-9])\d(?:(?:%20|[+._\-])?\d){13,18}(?![a-z0-9])")
_PRINTED = frozenset(
    [(4, 4, 4), *((4, 4, 4, four) for four in (1, 2, 3, 4)), *((4, 4, 4, 4, rest) for rest in (1, 2, 3))]
    + [(4, 6, rest) for rest in (4, 5, 6)]
    + [(whole,) for whole in range(13, 20)]
    + [(8, 8), (8, 10), (8, 11), (6, 10), (6, 13)]
)
# Who sends fewer digits a line dictates them; for that a number must look like the cards that people have.
_SCRAP = 3
# Tables and counters have them, too.
_RARELY_IN_CARDS = re.compile(r"[\t:]")
_USUAL = re.compile(r"[2-6]\d{15}|3[47]\d{13}|3[068]\d{12}|672\d{16}")
_Group = tuple[int, int]
_MOST_GROUPS = max(map(len, _PRINTED))
_SHORTEST_GROUP = min(shape[0] for shape in _PRINTED)


def cards(text: str, *, expected: Expected) -> Iterator[Find]:
    for run in _RUN.finditer(text):
        if run.end() - run.start() < _SHORTEST:
            continue
        yield from _cards_of_run(text, [group.span() for group in _GROUP.finditer(text, *run.span())], expected)


def linked_cards(text: str, *, expected: Expected) -> Iterator[Find]:
    """Cards in addresses, where numbers are mostly something else: shorter ones would be of articles and phones."""
    for address in ADDRESS.finditer(text):
        for number in _LINKED.finditer(text, *address.span()):
            digits = "".join(_GROUP.findall(number.group().replace("%20", " ")))
            if is_of_a_scheme(digits) and _is_card(digits, expected=expected):
                yield Find(Kind.CARD, *number.span())


def halved_cards(text: str, *, expected: Expected) -> Iterator[Find]:
    """Cards in two lines or messages, whose second half may begin like a phone number."""
    for halves in _HALVES.finditer(text):
        digits = "".join(_GROUP.findall(halves.group()))
        if is_of_a_scheme(digits) and _is_card(digits, expected=expected):
            yield Find(Kind.CARD, *halves.span())


def _cards_of_run(text: str, groups: Sequence[_Group], expected: Expected) -> Iterator[Find]:
    """The whole run, or those in it that look printed."""
    digits = [text[start:end] for start, end in groups]
    if (
        _is_card("".join(digits), expected=expected)
        and _is_one_number(text, groups)
        and _holds_together(text, groups[0][0], groups[-1][1])
    ):
        yield Find(Kind.CARD, groups[0][0], groups[-1][1])
        return
    if len(digits) > _SHORTEST and set(map(len, digits)) == {1}:
        yield from _dictated_cards(text, groups, expected)
        return
    for first, end in _printed_cards(digits, expected=expected):
        if _holds_together(text, groups[first][0], groups[end - 1][1]):
            yield Find(Kind.CARD, groups[first][0], groups[end - 1][1])


def _dictated_cards(text: str, groups: Sequence[_Group], expected: Expected) -> Iterator[Find]:
    """A card that other single digits follow at once in its line: it must look like the cards that people have."""
    for count in range(len(groups) - 1, _SHORTEST, -1):
        start, end = groups[0][0], groups[count - 1][1]
        number = "".join(_GROUP.findall(text, start, end))
        if _USUAL.fullmatch(number) and is_of_a_scheme(number) and _is_card(number, expected=expected):
            if "\n" not in text[start:end]:
                yield Find(Kind.CARD, start, end)
            return


def _printed_cards(digits: Sequence[str], *, expected: Expected) -> Iterator[tuple[int, int]]:
    """First group and end of a card among other numbers: as cards are printed, since any window may pass Luhn."""
    sizes = [min(len(group), _LONGEST + 1) for group in digits]
    if max(sizes) < _SHORTEST_GROUP:
        return
    first = 0
    while first < len(sizes):
        for count in _printed_counts(tuple(sizes[first : first + _MOST_GROUPS])):
            number = "".join(digits[first : first + count])
            if is_of_a_scheme(number) and _is_card(number, expected=expected):
                yield first, first + count
                first += count - 1
                break
        first += 1


@lru_cache(maxsize=4096)
def _printed_counts(sizes: tuple[int, ...]) -> tuple[int, ...]:
    """How many groups of these sizes, from the first on, may be a card, the most first."""
    return tuple(count for count in range(len(sizes), 0, -1) if sizes[:count] in _PRINTED)


def _is_card(digits: str, *, expected: Expected) -> bool:
    if not _SHORTEST <= len(digits) <= _LONGEST or digits[0] == "0" or len(set(digits)) == 1 or not passes_luhn(digits):
        return False
    return not _is_phone(digits, expected=expected)


def _holds_together(text: str, start: int, end: int) -> bool:
    """Of several lines, messages or columns: whether they are one number, not what somebody counts or answers."""
    pieces = ["".join(_GROUP.findall(line)) for line in text[start:end].split("\n")]
    if len(pieces) == 1 and not _RARELY_IN_CARDS.search(text, start, end):
        return True
    number = "".join(pieces)
    in_steps = len(pieces) > 2 and len({int(right) - int(left) for left, right in itertools.pairwise(pieces)}) == 1
    in_scraps = len(number) <= _SCRAP * (len(pieces) - 1)
    return is_of_a_scheme(number) and not in_steps and (not in_scraps or _USUAL.fullmatch(number) is not None)


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


def _is_one_number(text: str, groups: Sequence[_Group]) -> bool:
    """Single digits (spoken), or one kind of separator between groups of one size, or at least none like "0151 …"."""
    sizes = [end - start for start, end in groups]
    if set(sizes) == {1}:
        return True
    if len({text[left[1] : right[0]] for left, right in itertools.pairwise(groups)}) > 1:
        return False
    even = len(set(sizes[:-1])) <= 1 and sizes[-1] <= sizes[0]
    return even or not any(text[start] == "0" and end - start > 2 for start, end in groups[1:])

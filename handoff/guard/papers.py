"""Tax ids and German identity cards without a name before them, by their check digits."""

import re
from collections.abc import Iterator

from stdnum.de import idnr

from handoff.guard.finds import Expected, Find, Kind

_TAX_ID = re.compile(
    r"(?<![\w+])(?<!\d[ ./-])[1-9]\d(?:\d{9}|(?P<gap>[ ./-])\d{3}(?P=gap)\d{3}(?P=gap)\d{3})(?!\w)(?![ ./-]\d)"
)
# The pension insurance's number holds a date of birth.
_PENSION = re.compile(r"(?<!\w)\d\d ?[0-3]\d[01]\d\d\d ?[a-z] ?\d{3}(?!\w)")
_ID_CARD = re.compile(r"(?<!\w)[cfghjklmnprtvwxyz][0-9cfghjklmnprtvwxyz]{8}\dd?(?!\w)")


def tax_ids(text: str, *, expected: Expected) -> Iterator[Find]:
    if expected is Expected.PHONE:
        return
    for match in _TAX_ID.finditer(text):
        if idnr.is_valid(match.group()):
            yield Find(Kind.TAX_ID, match.start(), match.end())


def id_cards(text: str) -> Iterator[Find]:
    yield from (Find(Kind.ID_CARD, *match.span()) for match in _PENSION.finditer(text))
    for match in _ID_CARD.finditer(text):
        number = match.group()
        if sum(character.isdigit() for character in number) >= 3 and _check_digit(number[:9]) == int(number[9]):
            yield Find(Kind.ID_CARD, match.start(), match.end())


def _check_digit(serial: str) -> int:
    """ICAO 9303, part 3: weights 7, 3, 1, letters count from A = 10."""
    return sum(int(character, 36) * weight for character, weight in zip(serial, (7, 3, 1) * 3, strict=True)) % 10

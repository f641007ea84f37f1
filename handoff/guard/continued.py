"""Messages of digits alone that go on with a number already masked, of which nobody can tell any more what it lacks."""

import re
from collections.abc import Iterator, Sequence

from handoff.guard.finds import Expected, Kind
from handoff.guard.innocent import without_times_and_amounts
from handoff.guard.named import AFTER_NAME
from handoff.guard.reading import read

_KINDS = (Kind.CARD, Kind.ACCOUNT, Kind.CUSTOMER_NUMBER, Kind.TAX_ID, Kind.IBAN, Kind.PIN, Kind.TAN)
_ENDS_MASKED = re.compile(rf"(?P<before>.*)⟦(?P<kind>{'|'.join(_KINDS)})⟧[\s.,;:\-]*", re.DOTALL)
_DIGITS = re.compile(r"\s*(\d(?:[ .\-\n]{0,3}\d){0,10})[\s.,!]*")
# An IBAN is mostly whole: only what is grouped like its end is taken for it, though it may begin like a phone number.
_END_OF_IBAN = re.compile(r"(?:\d{4} ){1,4}\d\d")
_POSTCODE = 5  # digits; what is longer and begins with 0 may be a phone number
_NAME_BEFORE = 2  # messages: "meine PIN", "ist"


def continuations(texts: Sequence[str], *, expected: Expected) -> Iterator[tuple[int, Kind]]:
    """Which of these messages, each masked before, go on with the number masked before them, and of what kind it is."""
    kind, first, count = None, 0, 0
    for place, text in enumerate(texts):
        number = _number(text) if kind else None
        if kind and number and _goes_on(number, kind, after=count, named=_is_named(texts, first), expected=expected):
            yield place, kind
            count += 1
            continue
        masked = _ENDS_MASKED.fullmatch(text)
        if masked and masked["kind"] == kind and not masked["before"].strip():
            count += 1
        else:
            kind, first, count = (Kind(masked["kind"]) if masked else None), place, 1


def _number(text: str) -> str | None:
    """The digits of a message of digits alone, grouped as they were."""
    number = _DIGITS.fullmatch(without_times_and_amounts(read(text).text))
    return number[1] if number else None


def _is_named(texts: Sequence[str], place: int) -> bool:
    return AFTER_NAME.any_in(read("\n".join(texts[max(place - _NAME_BEFORE, 0) : place + 1])).text)


def _goes_on(number: str, kind: Kind, *, after: int, named: bool, expected: Expected) -> bool:
    digits, is_zero_first = sum(map(str.isdigit, number)), number[0] == "0"
    if kind is Kind.IBAN and after == 1:
        may_be_phone = is_zero_first and (expected is Expected.PHONE or not named)
        return _END_OF_IBAN.fullmatch(number) is not None and not may_be_phone
    if is_zero_first and (after == 1 or digits > _POSTCODE):
        return False
    return digits >= _fewest(kind, after=after, named=named) and (named or _is_of_scraps(digits, after=after))


def _fewest(kind: Kind, *, after: int, named: bool) -> int:
    """After so many messages that held nothing but a number of this kind; fewer digits may answer a question."""
    longest_in_pieces = 3 if kind in (Kind.PIN, Kind.TAN) else 4
    if after > longest_in_pieces:
        return 1
    return 2 if named and after > 1 else 3


def _is_of_scraps(digits: int, *, after: int) -> bool:
    """Without a name a number is masked when its check digit is right, and in pieces that may be so by chance."""
    return after == 3 or (after > 3 and digits <= 3)

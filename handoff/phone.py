"""Telephone numbers that customers write: found in a sentence, checked, and shown without all but their end."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers
from phonenumbers import Leniency, PhoneNumber, PhoneNumberFormat, PhoneNumberMatcher, PhoneNumberType

from handoff.guard.reading import read


@dataclass(frozen=True, slots=True)
class Phone:
    """`e164` is "+4930123456", for dialling and storing; `national` is for reading, in the number's own country."""

    e164: str
    national: str


def parse_phone(text: str, *, region: str = "DE") -> Phone | None:
    """The first valid number in `text`, digits or number words; None if there is none that exists in its country.

    `region` is the country (ISO 3166) whose dialling rules hold for a number without country code.
    """
    plain = read(text).text
    for written in _candidates(plain, region):
        number = _number(written, region)
        if number:
            return Phone(
                e164=phonenumbers.format_number(number, PhoneNumberFormat.E164),
                national=phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL),
            )
    return None


def masked(e164: str) -> str:
    """For whom the whole number doesn't concern: only the last three digits."""
    return f"•••• {e164[-3:]}"


def _candidates(text: str, region: str) -> Iterator[str]:
    for match in PhoneNumberMatcher(text, region, leniency=Leniency.POSSIBLE):
        yield match.raw_string
    # Groupings that the matcher takes for something else hold when nothing but the number is there.
    if not re.search(r"[^\W\d_]", text):
        yield text


def _number(written: str, region: str) -> PhoneNumber | None:
    """Without leading + or 0 it may be an international number that lost its plus, or a mobile one that lost its 0."""
    digits = re.sub(r"\D", "", written)
    bare = not re.match(r"[^\d+]*[+0]", written)
    code = str(phonenumbers.country_code_for_region(region))
    international = _parsed(f"+{digits}", region) if bare and digits.startswith(code) else None
    if international:
        return international
    number = _parsed(written, region)
    if number and bare and phonenumbers.number_type(number) != PhoneNumberType.MOBILE:
        return None
    return number


def _parsed(written: str, region: str) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None

"""Telephone numbers as customers write them."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat

from handoff.phone import Phone, masked, parse_phone

MOBILE = "+4915155512345"
BERLIN = "+49301234567"


@pytest.mark.parametrize(
    "text",
    [
        "0151 555 12345",
        "0151 55512345",
        "015155512345",
        "0151/55512345",
        "0151-555-12-345",
        "0151.555.12345",
        "(0151) 55512345",
        "0 1 5 1 5 5 5 1 2 3 4 5",
        "+49 151 55512345",
        "+49 (0)151 555 12345",
        "+49(0)15155512345",
        "(+49) 151 55512345",
        "0049 151 55512345",
        "4915155512345",
        "49 151 555 12345",
        "15155512345",
        "０１５１ ５５５１２３４５",
        "0151\u200b 55512345",
        "tel:0151 55512345",
        "Meine Nummer ist 0151 555 12345, danke!",
        "Call me at +49 151 55512345 please",
        "morgen um 10 Uhr, 0151 55512345",
        "am 24.12.2024 unter 0151 55512345",
        "null eins fünf eins fünf fünf fünf eins zwei drei vier fünf",
        "zero one five one triple five one two three four five",
        "unter null eins fünf eins fünf fünf fünf eins zwei drei vier fünf bitte",
    ],
)
def test_a_mobile_number_is_read_in_every_spelling(text):
    assert parse_phone(text).e164 == MOBILE


@pytest.mark.parametrize(
    "text", ["030 1234567", "030/123 45 67", "(030) 1234567", "+49 30 1234567", "Berlin 030-1234567"]
)
def test_a_fixed_line_is_read_in_every_spelling(text):
    assert parse_phone(text) == Phone(e164=BERLIN, national="030 1234567")


@pytest.mark.parametrize(
    "text",
    ["", "👍", "ja bitte", "12345", "0151", "1234567890", "24.12.2024", "am 24.12. um 14 Uhr", "2500 Euro", "30123456"]
    + ["DE89 3704 0044 0532 0130 00", "0151 5", "+49 151 555123456789012", "12345 Musterstadt", "00000000000"],
)
def test_what_is_no_existing_number_is_none(text):
    assert parse_phone(text) is None


def test_the_first_of_two_numbers_counts():
    assert parse_phone("030 1234567 oder 0151 55512345").e164 == BERLIN


def test_numbers_without_country_code_are_of_the_region_given():
    assert parse_phone("0664 1234567", region="AT").e164 == "+436641234567"
    assert parse_phone("+43 664 1234567").e164 == "+436641234567"


EXAMPLES = [
    number
    for region in sorted(phonenumbers.SUPPORTED_REGIONS)
    if (number := phonenumbers.example_number(region)) is not None
]


@given(st.sampled_from(EXAMPLES), st.sampled_from(["{}", "Rückruf an {} bitte", "tel. {}"]))
def test_international_numbers_of_all_regions_are_read(number, phrase):
    written = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)

    assert parse_phone(phrase.format(written)).e164 == phonenumbers.format_number(number, PhoneNumberFormat.E164)


def test_only_the_last_three_digits_of_a_masked_number_are_shown():
    assert masked(MOBILE) == "•••• 345"

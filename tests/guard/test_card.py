"""Card numbers: Luhn, 12 to 19 digits, any grouping; and the digits beside them."""

import itertools
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum import luhn

from handoff.guard import Kind, mask
from handoff.guard.scheme import passes_luhn
from tests.guard.arriving import at_once, is_found_with_its_last, one_by_one

LENGTHS = st.integers(12, 19)
any_arrival = pytest.mark.parametrize("arrive", [one_by_one, at_once])


@st.composite
def card_numbers(draw, lengths=LENGTHS):
    """Numbers of all issuers, but none that begins like a German phone number without its plus, 49."""
    length = draw(lengths)
    first = draw(st.sampled_from(["34", "37", "40", "42", "45", "51", "55", "60", "67", "22"]))
    rest = draw(st.text("0123456789", min_size=length - 3, max_size=length - 3))
    digits = first + rest
    return digits + luhn.calc_check_digit(digits)


# First digits and lengths of what each scheme gives out. Short ones that begin like +41, +43 and +49 may be phones.
SCHEMES = {
    "Visa": (["4"], [16, 19]),
    "Visa, short": (["40", "42", "44", "45", "46", "47", "48"], [13]),
    "Mastercard": (["51", "52", "53", "54", "55"], [16]),
    "Mastercard, series 2": (["2221", "2229", "223", "229", "23", "26", "270", "271", "2720"], [16]),
    "Maestro": (["5018", "5020", "5038", "5893", "6304", "6759", "6761", "6762", "6763"], list(range(12, 20))),
    "girocard": (["672"], [19]),
    "American Express": (["34", "37"], [15]),
    "Diners Club": (["300", "305", "3095", "36", "38", "39"], list(range(14, 20))),
    "Discover": (["6011", "644", "649", "65", "622126", "622925"], list(range(16, 20))),
    "JCB": (["3528", "3589"], list(range(16, 20))),
    "UnionPay": (["62", "81"], list(range(16, 20))),
}
KINDS_OF_CARD = [(first, length) for firsts, lengths in SCHEMES.values() for first in firsts for length in lengths]
SEPARATORS = ["", " ", "  ", "\t", ":", "-", " - ", ".", "/", "|", "_", "\u00a0", "\u2009", "\u202f", "\n", "\u2013"]
DIGITS = ["0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"]


@st.composite
def scheme_numbers(draw, lengths=range(12, 20)):
    first, length = draw(st.sampled_from([one for one in KINDS_OF_CARD if one[1] in lengths]))
    rest = length - len(first) - 1
    digits = first + draw(st.text("0123456789", min_size=rest, max_size=rest))
    return digits + luhn.calc_check_digit(digits)


def printed(number, gap=" "):
    """As on the card: fours, or 4-6-5 and 4-6-4 of American Express and Diners Club."""
    cuts = [4, 10] if len(number) in (14, 15) else [4, 8, 12, 16]
    edges = [0, *(cut for cut in cuts if cut < len(number)), len(number)]
    return gap.join(number[a:b] for a, b in itertools.pairwise(edges))


@given(
    scheme_numbers(), st.sampled_from(SEPARATORS), st.sampled_from(["{}", "meine Karte {} ist weg", "({})", "nr:{}!"])
)
def test_each_scheme_is_found_whatever_stands_between_its_groups(number, gap, sentence):
    assert mask(sentence.format(printed(number, gap))).text == sentence.format("⟦CARD⟧")


@given(scheme_numbers(), st.sampled_from(SEPARATORS), st.sampled_from(DIGITS))
def test_each_scheme_is_found_in_digits_of_other_scripts(number, gap, digits):
    foreign = number.translate(str.maketrans("0123456789", digits))

    assert mask(printed(foreign, gap)).text == "⟦CARD⟧"


@given(scheme_numbers(), st.sampled_from(["", " ", "-"]), st.data())
def test_letters_that_look_like_digits_are_read_as_digits(number, gap, data):
    twins = "".join(data.draw(st.sampled_from({"0": "0Oo", "1": "1lI"}.get(digit, digit))) for digit in number)
    groups = printed(twins, gap).split(gap) if gap else [twins]
    # Words without any digit in reach stay words.
    assume(all(re.match(r"[OoIl]{0,3}\d", group) and 3 <= len(group) for group in groups))

    assert mask(gap.join(groups)).text == "⟦CARD⟧"


@given(st.text("0123456789", min_size=1, max_size=24))
def test_the_check_digit_is_told_as_the_library_tells_it(digits):
    assert passes_luhn(digits) == luhn.is_valid(digits)


@given(card_numbers(), st.sampled_from(["{}", "Meine Karte: {}", "card {} please", "Kartennummer {}"]))
def test_a_number_of_each_length_is_found(number, sentence):
    assert mask(sentence.format(number)).text == sentence.format("⟦CARD⟧")


@given(card_numbers(), st.integers(3, 6), st.sampled_from([" ", "-", "."]))
def test_groups_of_any_size_are_found(number, size, gap):
    groups = gap.join(number[i : i + size] for i in range(0, len(number), size))

    assert mask(groups).text == "⟦CARD⟧"


@given(scheme_numbers(lengths=[16]))
def test_what_stands_beside_a_card_does_not_hide_it(number):
    fours = " ".join(number[i : i + 4] for i in range(0, 16, 4))

    assert mask(f"{fours} 12/26 123").text.startswith("⟦CARD⟧")
    assert mask(f"0151 23456789 {fours}").text == "0151 23456789 ⟦CARD⟧"
    assert mask(f"{fours} 0151 2345678").text == "⟦CARD⟧ 0151 2345678"


@pytest.mark.parametrize(
    "text",
    [
        "https://shop.example/pay?card=4111111111111111",
        "https://shop.example/pay?n=4111111111111111&x=1",
        "https://shop.example/4111111111111111/pay",
        "https://shop.example/?q=4111%201111%201111%201111",
        "https://shop.example/?q=4111+1111+1111+1111#top",
        "https://shop.example/?q=4111-1111-1111-1111",
        "https://shop.example/?q=378282246310005",
    ],
)
def test_a_card_in_an_address_is_found(text):
    assert [find.kind for find in mask(text).finds] == [Kind.CARD]
    assert mask(text).text.startswith("https://shop.example/")


@pytest.mark.parametrize(
    "text",
    [
        "https://wa.me/4915155512345",
        "https://shop.example/p/4006381333931",
        "https://shop.example/item/404123456789",
        "https://track.example/00340434161094022115",
        "https://bild.example/a4111111111111111.png",
        "https://x.example/status/1234567890123456789",
        "https://shop.example/?id=4111111111111112",
    ],
)
def test_other_numbers_in_an_address_stay(text):
    assert mask(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1111",
        "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
        "vier eins eins eins eins eins eins eins eins eins eins eins eins eins eins eins",
        "four one one one, one one one one, one one one one, one one one one",
        "4lll 1111 1111 1111",
        "５１０５ １０５１ ０５１０ ５１００",
        "3782 822463 10005",
        "3056 930902 5904",
        "4111\u200b1111\u200b1111\u200b1111",
        "4111–1111–1111–1111",
    ],
)
def test_curious_spellings_are_found(text):
    assert [find.kind for find in mask(text).finds] == [Kind.CARD]


@pytest.mark.parametrize("more", ["1 2 2 7", "12 27", "4", "1, 2, 2, 7, 1, 2, 3"])
@pytest.mark.parametrize(
    "card",
    [
        "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
        "vier eins eins eins eins eins eins eins eins eins eins eins eins eins eins eins",
        "3 7 8 2 8 2 2 4 6 3 1 0 0 0 5",
    ],
)
def test_a_dictated_card_is_found_though_more_digits_follow_at_once(card, more):
    assert "".join(re.findall(r"\w+", mask(f"{card} {more}").text)) == "CARD" + "".join(re.findall(r"\w+", more))


@pytest.mark.parametrize(
    "text",
    [
        "2023\t2024\t2025\t2026",
        "1:4 2:5 3:6 4:7 5:8 6:9",
        "1200\t1300\t1400\t1508",
        "5 4 3 2 1 5 4 3 2 1 5 4 3 2 1 5 4 3",
        "4\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n5\n3\n2\n1",
    ],
)
def test_tables_and_long_lists_of_digits_are_no_card(text):
    assert mask(text).text == text


@pytest.mark.parametrize("text", ["Kreditkartennummer 4111 1111 1111 1112", "card number: 4111111111111112"])
def test_a_mistyped_number_is_masked_when_named(text):
    assert [find.kind for find in mask(text).finds] == [Kind.CARD]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("CVC 123", "CVC ⟦CVC⟧"),
        ("cvv: 1234", "cvv: ⟦CVC⟧"),
        ("die Prüfziffer ist 123", "die Prüfziffer ist ⟦CVC⟧"),
        ("Kartenprüfnummer eins zwei drei", "Kartenprüfnummer ⟦CVC⟧"),
        ("security code 123", "security code ⟦CVC⟧"),
    ],
)
def test_check_digits_are_masked_when_named(text, masked):
    assert mask(text).text == masked


@pytest.mark.parametrize(
    "text",
    [
        "Kartennummer",
        "Meine Karte endet auf 1234",
        "Karte **** **** **** 1234",
        "4111 1111 1111 1112",
        "Bestellnummer 4111111111111111",
        "Vorgang: 4111 1111 1111 1111",
        "1 2 3 4 5 6 7 8 9 10 11 12",
        "0000 0000 0000 0000",
        "zwei Karten für 20 Uhr",
        "Sicherheitscode kommt nicht",
    ],
)
def test_other_numbers_stay(text):
    assert mask(text).text == text


@given(
    st.lists(st.dates().map(lambda day: f"{day:%d.%m.}{day.year % 100 + 2000}"), min_size=1, max_size=4).map(" ".join)
)
def test_a_list_of_dates_is_no_card(text):
    assert mask(text).text == text


def cut(number, size):
    return [number[place : place + size] for place in range(0, len(number), size)]


@any_arrival
@given(scheme_numbers(lengths=[14, 15, 16, 19]), st.sampled_from([3, 4, 5, 6]))
def test_a_card_is_found_in_pieces_of_a_few_digits_a_message(arrive, number, size):
    pieces = cut(number, size)
    assume(not any(piece.startswith("0") for piece in pieces))
    assume(arrive is at_once or is_found_with_its_last(pieces))

    assert set(arrive(pieces)) == {"⟦CARD⟧"}


@any_arrival
@given(scheme_numbers(lengths=[16]))
def test_a_card_is_found_in_two_halves_whatever_the_second_begins_with(arrive, number):
    for halves in ([number[:8], number[8:]], [f"{number[:4]} {number[4:8]}", f"{number[8:12]} {number[12:]}"]):
        assert set(arrive(halves)) == {"⟦CARD⟧"}


@any_arrival
@given(scheme_numbers(lengths=[16]), st.sampled_from([1, 2]))
def test_a_dictated_card_is_found_in_messages_of_a_digit_or_two(arrive, number, size):
    pieces = cut(number, size)
    assume(number[0] in "23456")
    assume(arrive is at_once or is_found_with_its_last(pieces))

    assert set(arrive(pieces)) == {"⟦CARD⟧"}


@any_arrival
@given(st.integers(0, 3000), st.sampled_from([-1, 1, 2, 5, 10, 100]), st.integers(3, 24))
def test_what_is_counted_in_messages_is_no_card(arrive, start, step, count):
    messages = [str(abs(start + number * step)) for number in range(count)]
    assume(min(map(int, messages)) > 0 and messages == sorted(messages, key=int, reverse=step < 0))

    assert arrive(messages) == messages


@any_arrival
@pytest.mark.parametrize(
    "messages",
    [
        ["14", "15", "16", "17", "18", "19", "20", "21"],
        ["2024", "2025", "2026", "2027"],
        ["12", "7", "30", "2", "15", "99", "1", "44"],
        ["250", "1800", "12", "99", "1000"],
    ],
)
def test_short_answers_one_after_the_other_are_no_card(arrive, messages):
    assert arrive(messages) == messages

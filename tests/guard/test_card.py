"""Card numbers: Luhn, 12 to 19 digits, any grouping; and the digits beside them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from handoff.guard import Kind, mask

LENGTHS = st.integers(12, 19)


@st.composite
def card_numbers(draw, lengths=LENGTHS):
    """Numbers of all issuers, but none that begins like a German phone number without its plus, 49."""
    length = draw(lengths)
    first = draw(st.sampled_from(["34", "37", "40", "42", "45", "51", "55", "60", "67", "22"]))
    rest = draw(st.text("0123456789", min_size=length - 3, max_size=length - 3))
    digits = first + rest
    return digits + luhn.calc_check_digit(digits)


@given(card_numbers(), st.sampled_from(["{}", "Meine Karte: {}", "card {} please", "Kartennummer {}"]))
def test_a_number_of_each_length_is_found(number, sentence):
    assert mask(sentence.format(number)).text == sentence.format("⟦CARD⟧")


@given(card_numbers(), st.integers(3, 6), st.sampled_from([" ", "-", "."]))
def test_groups_of_any_size_are_found(number, size, gap):
    groups = gap.join(number[i : i + size] for i in range(0, len(number), size))

    assert mask(groups).text == "⟦CARD⟧"


@given(card_numbers(lengths=st.just(16)))
def test_what_stands_beside_a_card_does_not_hide_it(number):
    fours = " ".join(number[i : i + 4] for i in range(0, 16, 4))

    assert mask(f"{fours} 12/26 123").text.startswith("⟦CARD⟧")
    assert mask(f"0151 23456789 {fours}").text == "0151 23456789 ⟦CARD⟧"
    assert mask(f"{fours} 0151 2345678").text == "⟦CARD⟧ 0151 2345678"


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

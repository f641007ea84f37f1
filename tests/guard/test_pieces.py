"""Secrets that are typed in pieces, message by message; and answers that only look like pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.guard import Expected, mask
from tests.guard.arriving import one_by_one
from tests.guard.test_card import any_arrival, cut, scheme_numbers
from trials.guard import VECTORS, read_vectors

FOURS, HALVES = ["4539", "8620", "9417", "2363"], ["4111 1111", "1111 1111"]


@pytest.mark.parametrize(
    ("name", "pieces", "placeholder"),
    [
        ("Kartennummer", HALVES, "⟦CARD⟧"),
        ("Kartennummer", ["41111111", "11111111"], "⟦CARD⟧"),
        ("Kartennummer:", ["4111 1111 1111", "1111"], "⟦CARD⟧"),
        ("card number", ["3782 822463", "10005"], "⟦CARD⟧"),
        ("Kartennummer", FOURS, "⟦CARD⟧"),
        ("meine Kreditkartennummer lautet", FOURS, "⟦CARD⟧"),
        ("Karte", FOURS, "⟦CARD⟧"),
        ("Karte", HALVES, "⟦CARD⟧"),
        ("Kartennummer", ["4539", "8620", "0417", "2364"], "⟦CARD⟧"),
        ("Kartennummer", ["vier fünf drei neun", "acht sechs zwei null", "9417", "2363"], "⟦CARD⟧"),
        ("Kontonummer", ["123", "456", "789"], "⟦ACCOUNT⟧"),
        ("Kontonummer", ["12345", "67890"], "⟦ACCOUNT⟧"),
        ("mein Konto ist", ["123", "456", "789"], "⟦ACCOUNT⟧"),
        ("Kundennummer", ["123", "456", "789", "01"], "⟦CUSTOMER_NUMBER⟧"),
        ("Steuer-ID", ["36", "574", "261", "809"], "⟦TAX_ID⟧"),
        ("meine IBAN ist", ["DE89", "3704", "0044", "0532", "0130", "00"], "⟦IBAN⟧"),
        ("meine IBAN ist", ["DE89 3704 0044", "1532 0130 00"], "⟦IBAN⟧"),
        ("meine pin:", ["12", "34", "56"], "⟦PIN⟧"),
        ("meine pin ist", ["8", "3", "9", "2", "7"], "⟦PIN⟧"),
        ("TAN", ["57", "28", "16"], "⟦TAN⟧"),
        ("TAN", ["5728", "16"], "⟦TAN⟧"),
        ("meine tan ist", ["5", "7", "2", "8", "1", "6"], "⟦TAN⟧"),
    ],
)
@pytest.mark.parametrize("expected", [Expected.NOTHING, Expected.PHONE])
def test_each_piece_of_a_named_number_is_masked_as_it_comes(name, pieces, placeholder, expected):
    assert one_by_one([name, *pieces], expected=expected) == [name, *[placeholder] * len(pieces)]


def test_the_end_of_an_iban_may_begin_like_a_phone_number_unless_one_was_asked_for():
    messages = ["meine IBAN ist", "DE89 3704 0044", "0532 0130 00"]

    assert one_by_one(messages) == ["meine IBAN ist", "⟦IBAN⟧", "⟦IBAN⟧"]
    assert one_by_one(messages, expected=Expected.PHONE) == ["meine IBAN ist", "⟦IBAN⟧", "0532 0130 00"]


def test_the_end_of_an_iban_goes_with_its_beginning_without_a_name():
    assert one_by_one(["DE89 6604 8764 7593", "8242 19"]) == ["⟦IBAN⟧", "⟦IBAN⟧"]


def test_the_second_half_goes_with_a_first_that_stands_in_a_sentence():
    masked = one_by_one(["Meine Kartennummer ist 4111 1111", "1111 1111", "danke"])

    assert masked == ["Meine Kartennummer ist ⟦CARD⟧", "⟦CARD⟧", "danke"]


@pytest.mark.parametrize(
    "messages",
    [
        ["termin konto", "2", "1", "3", "12", "30"],
        ["Termin, Konto:", "2", "1", "3", "12", "30"],
        ["konto", "12", "30", "15"],
        ["tan", "2", "1", "3", "12", "30"],
        ["Kartennummer", "2", "1", "3", "12", "30", "4", "15"],
        ["Karte", "2500", "3000", "1200"],
        ["PIN vergessen", "12", "14", "16"],
    ],
)
@any_arrival
def test_answers_after_a_topic_stay(messages, arrive):
    assert arrive(messages) == messages


@pytest.mark.parametrize(
    ("secret", "masked"),
    [
        ("Kontonummer 1234567890", "Kontonummer ⟦ACCOUNT⟧"),
        ("Kartennummer 1234567890", "Kartennummer ⟦CARD⟧"),
        ("4111 1111 1111 1111", "⟦CARD⟧"),
        ("DE89 3704 0044 0532 0130 00", "⟦IBAN⟧"),
        ("meine PIN ist 1234", "meine PIN ist ⟦PIN⟧"),
        ("geboren am 1.2.1980", "geboren am ⟦BIRTH_DATE⟧"),
    ],
)
@pytest.mark.parametrize(
    "answer",
    [
        "2",
        "12",
        "0151 55512345",
        "015155512345",
        "+49 151 55512345",
        "14:30",
        "24.12.",
        "2.500,00",
        "12/28",
        "3 Karten",
    ],
)
def test_what_is_answered_after_a_whole_secret_stays(secret, masked, answer):
    assert one_by_one([secret, answer]) == [masked, answer]


@pytest.mark.parametrize("answer", ["2500", "12345", "2500 3000"])
@pytest.mark.parametrize(
    "secret", ["4111 1111 1111 1111", "DE89 3704 0044 0532 0130 00", "geboren am 1.2.1980", "Passwort: Sommer24!"]
)
def test_a_number_after_what_is_mostly_sent_whole_stays(secret, answer):
    assert one_by_one([secret, answer])[1] == answer


@pytest.mark.parametrize("answer", ["2", "12", "2500", "12345"])
def test_an_answer_after_a_card_in_fours_stays(answer):
    assert one_by_one([*FOURS, answer]) == ["⟦CARD⟧"] * 4 + [answer]


@pytest.mark.parametrize(
    "pieces",
    [
        cut("6729534391694357936", 4),
        cut("6725855848684633898", 4),
        list("4158332348665331"),
        cut("6391219126669167", 2),
    ],
)
def test_pieces_that_pass_for_a_whole_card_by_chance_leave_no_rest(pieces):
    assert set(one_by_one(pieces)) == {"⟦CARD⟧"}


def in_lines():
    """Vectors of several lines, each line as a message, and what must be left of its letters and digits."""
    vectors = [vector for file in sorted(VECTORS.glob("*.yml")) for vector in read_vectors(file)]
    return [pytest.param(vector, id=repr(vector.text)) for vector in vectors if "\n" in vector.text]


@pytest.mark.parametrize("vector", in_lines())
@any_arrival
def test_each_vector_of_several_lines_can_come_as_messages(vector, arrive):
    secret = {place for _, start, end in vector.secrets for place in range(start, end)}
    left = "".join(" " if place in secret else character for place, character in enumerate(vector.text))

    masked = " ".join(arrive(vector.text.split("\n")))

    for kind in {kind for kind, _, _ in vector.secrets}:
        masked = masked.replace(kind.placeholder, " ")
    assert masked.split() == left.split()


@given(
    scheme_numbers(lengths=[16]),
    st.sampled_from([4, 5, 8]),
    st.sampled_from(["Kartennummer", "Karte:", "card number is"]),
)
def test_no_digit_of_a_named_card_stays_wherever_it_is_cut(number, size, name):
    pieces = cut(number, size)

    assert set(one_by_one([name, *pieces])[1:]) == {"⟦CARD⟧"} or any(
        piece[0] == "0" or len(piece) < 2 for piece in pieces
    )


@given(
    scheme_numbers(lengths=[14, 15, 16, 19]),
    st.sampled_from([" - ", " / ", "|", "_", "   ", "\n", " \n", "\t", ":", "."]),
    st.sampled_from([4, 6, 8]),
)
def test_a_card_named_a_number_is_masked_whole_whatever_parts_it(number, gap, size):
    assert mask(f"Kartennummer {gap.join(cut(number, size))}").text == "Kartennummer ⟦CARD⟧"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Kartennummer 4111 1111\n1111 1112", "Kartennummer ⟦CARD⟧"),
        ("Kartennummer 1234567890\n0151 23456789", "Kartennummer ⟦CARD⟧\n0151 23456789"),
        ("Kartennummer 1234567890 0151 23456789", "Kartennummer ⟦CARD⟧ 0151 23456789"),
        ("Kartennummer 1234567890, 2 Karten", "Kartennummer ⟦CARD⟧, 2 Karten"),
        ("Kartennummer 1234567890\n12/28", "Kartennummer ⟦CARD⟧\n12/28"),
        ("Kartennummer 4111 1111 1111 1111, 12/28", "Kartennummer ⟦CARD⟧, 12/28"),
        ("Kartennummer 12345678\n1. bitte sperren", "Kartennummer ⟦CARD⟧\n1. bitte sperren"),
        ("Kartennummer\n1234\n5678", "Kartennummer\n⟦CARD⟧"),
    ],
)
def test_a_named_number_of_a_card_ends_where_something_else_begins(text, masked):
    assert mask(text).text == masked

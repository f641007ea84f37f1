"""The interface: placeholders, idempotence, trees, messages that belong together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.guard import Expected, Find, Kind, mask, mask_tree, may_be_part, spans
from tests.guard.arriving import at_once, one_by_one

IBAN = "DE89 3704 0044 0532 0130 00"


def test_a_find_is_replaced_by_its_kind_and_its_place_in_the_original_is_told():
    masked = mask("Meine PIN ist 1234, danke")

    assert masked.text == "Meine PIN ist ⟦PIN⟧, danke"
    assert masked.finds == (Find(Kind.PIN, 14, 18),)


def test_several_finds_of_one_message_are_all_masked():
    masked = mask(f"{IBAN}, PIN 1234, TAN 123456, geboren am 1.2.1980")

    assert masked.text == "⟦IBAN⟧, PIN ⟦PIN⟧, TAN ⟦TAN⟧, geboren am ⟦BIRTH_DATE⟧"
    assert [find.kind for find in masked.finds] == [Kind.IBAN, Kind.PIN, Kind.TAN, Kind.BIRTH_DATE]


@pytest.mark.parametrize("text", ["", " ", "Hallo", "👍", "Wann haben Sie geöffnet?", "⟦IBAN⟧", "⟦nichts⟧"])
def test_a_text_without_a_find_comes_back_as_it_was(text):
    assert mask(text).text == text
    assert mask(text).finds == ()


PIECES = st.sampled_from(
    [
        IBAN,
        "4111 1111 1111 1111",
        "PIN",
        "TAN",
        "IBAN",
        "ist",
        ":",
        "1234",
        "123456",
        "Passwort",
        "Sommer2024!",
        "konto",
    ]
    + ["0151 55512345", "am", "1.2.1980", "geboren", "eins", "zwei", "DE", "⟦", "⟧", "⟦PIN⟧", "Karte", "\n", "\u200b"]
)


@given(st.lists(PIECES | st.from_regex(r"[0-9]{1,6}", fullmatch=True), max_size=12).map(" ".join))
def test_masking_twice_changes_nothing(text):
    once = mask(text).text

    assert mask(once).text == once
    assert mask(once).finds == ()


@given(st.text(max_size=80))
def test_any_text_at_all_is_taken_and_what_is_no_find_stays(text):
    masked = mask(text)

    rest, done = "", 0
    for find in masked.finds:
        rest, done = rest + text[done : find.start] + find.kind.placeholder, find.end
    assert masked.text == rest + text[done:]


def test_every_string_of_a_tree_is_masked_and_keys_and_other_values_stay():
    tree = {"PIN 1234": [f"Konto {IBAN}", 7, None, True], "caption": {"text": "pin 1234"}, "name": "Mara Beispiel"}

    masked, kinds = mask_tree(tree)

    assert masked == {
        "PIN 1234": ["Konto ⟦IBAN⟧", 7, None, True],
        "caption": {"text": "pin ⟦PIN⟧"},
        "name": "Mara Beispiel",
    }
    assert kinds == (Kind.IBAN, Kind.PIN)


@pytest.mark.parametrize(
    ("texts", "masked"),
    [
        (["DE89 3704 0044", "0532 0130 00"], ["⟦IBAN⟧", "⟦IBAN⟧"]),
        (["DE89", "3704", "0044", "0532", "0130", "00"], ["⟦IBAN⟧"] * 6),
        (["Hallo", "meine PIN ist", "1234"], ["Hallo", "meine PIN ist", "⟦PIN⟧"]),
        (["4111 1111", "1111 1111"], ["⟦CARD⟧", "⟦CARD⟧"]),
        (["meine Kontonummer:", "1234567890", "danke"], ["meine Kontonummer:", "⟦ACCOUNT⟧", "danke"]),
        (["TAN", "123456"], ["TAN", "⟦TAN⟧"]),
        (["pin 1234", "Passwort: Sommer2024!"], ["pin ⟦PIN⟧", "Passwort: ⟦PASSWORD⟧"]),
        (["mein passwort ist", "Sommer2024!"], ["mein passwort ist", "⟦PASSWORD⟧"]),
        (["iban lautet", "DE89 3704 0044 0532 0130 01"], ["iban lautet", "⟦IBAN⟧"]),
    ],
)
@pytest.mark.parametrize("arrive", [one_by_one, at_once])
def test_a_find_across_messages_masks_its_part_of_each(arrive, texts, masked):
    assert arrive(texts) == masked


def test_a_find_across_messages_tells_its_place_in_each_message():
    first, second = spans(["meine DE89 3704 0044", "0532 0130 00 ok"])

    assert first.finds == (Find(Kind.IBAN, 6, 20),)
    assert second.finds == (Find(Kind.IBAN, 0, 12),)


@pytest.mark.parametrize(
    "texts",
    [
        ["Ich brauche eine neue PIN", "12345 Musterstadt"],
        ["PIN vergessen", "0151 55512345"],
        ["Am 24.12.2024", "14:30", "2 Personen"],
        ["0151 55512345", "24.12.2024"],
        ["2500 Euro", "0151 55512345", "12345 Musterstadt"],
        ["Passwort vergessen", "Bitte anrufen", "030 1234567"],
        ["Mein Passwort", "funktioniert nicht"],
        ["Wo finde ich die IBAN?", "Und wann haben Sie auf?"],
        [],
    ],
)
@pytest.mark.parametrize("arrive", [one_by_one, at_once])
def test_messages_that_only_follow_each_other_stay(arrive, texts):
    assert arrive(texts) == texts


def test_digits_are_a_phone_number_where_one_was_asked_for():
    as_tax_id, as_phone = mask("36574261809"), mask("36574261809", expected=Expected.PHONE)

    assert as_tax_id.text == "⟦TAX_ID⟧"
    assert as_phone.text == "36574261809"


def test_a_card_number_stays_one_though_a_phone_number_was_asked_for():
    assert mask("4111 1111 1111 1111", expected=Expected.PHONE).text == "⟦CARD⟧"


@pytest.mark.parametrize(
    "text", ["3704", "dreitausend eins zwei", "ist", "lautet übrigens", "wo ich immer die PIN brauche für"]
)
def test_digits_names_and_a_few_words_may_be_part_of_a_secret(text):
    assert may_be_part(text)


def test_a_sentence_without_digits_or_names_is_part_of_no_secret():
    assert not may_be_part("Wann haben Sie am Dienstag in Musterstadt geöffnet?")


def test_messages_further_back_than_a_span_stay_as_they_are():
    texts = ["DE89 3704 0044", "x" * 4096, "0532 0130 00"]

    assert [one.text for one in spans(texts)] == texts

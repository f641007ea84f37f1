"""IBANs of every country, however they are written."""

import itertools
import string
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from schwifty import registry
from schwifty.exceptions import InvalidCountryCode
from stdnum.iso7064 import mod_97_10

from handoff.guard import Kind, mask
from handoff.guard.iban import structure

COUNTRIES = [a + b for a, b in itertools.product(string.ascii_uppercase, repeat=2) if structure(a + b)]
ALPHABETS = {"n": "0123456789", "a": string.ascii_uppercase, "c": "0123456789012345678901234567890123456789AKZ"}


def iban_of(country, seed):
    random = Random(seed)
    bban = "".join(random.choice(ALPHABETS[character_class]) for character_class in structure(country))
    return country + mod_97_10.calc_check_digits(bban + country) + bban


def only_iban(text):
    return [find.kind for find in mask(text).finds] == [Kind.IBAN]


IBANS = st.builds(iban_of, st.sampled_from(COUNTRIES), st.integers(0, 10**6))
GERMAN = st.integers(0, 10**6).map(lambda seed: iban_of("DE", seed))


def test_all_countries_of_the_registry_are_known():
    with pytest.raises(InvalidCountryCode):
        registry.get_iban_spec("ZZ")
    assert len(COUNTRIES) > 100
    assert structure("DE") == "n" * 18
    assert structure("ZZ") == ""


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("gap", ["", " ", "-", "."])
def test_an_iban_of_each_country_is_found_whole_or_in_fours(country, gap):
    iban = iban_of(country, seed=7)
    groups = gap.join(iban[i : i + 4] for i in range(0, len(iban), 4))

    masked = mask(f"Bitte an {groups} überweisen")

    assert masked.text == "Bitte an ⟦IBAN⟧ überweisen"


@given(IBANS)
def test_lower_case_makes_no_difference(iban):
    assert mask(iban.lower()).text == "⟦IBAN⟧"


@given(IBANS)
def test_full_width_characters_make_no_difference(iban):
    wide = "".join(chr(ord(character) + 0xFEE0) for character in iban)

    assert mask(wide).text == "⟦IBAN⟧"


@given(IBANS, st.integers(1, 14), st.sampled_from("\u200b\u200c\u200d\u2060\ufeff\u00ad"))
def test_invisible_characters_make_no_difference(iban, place, invisible):
    assert mask(iban[:place] + invisible + iban[place:]).text == "⟦IBAN⟧"


@given(
    GERMAN, st.lists(st.integers(1, 21), max_size=8), st.sampled_from([" ", "-", ".", "  ", "\n", " - ", "/", "\u00a0"])
)
def test_any_grouping_is_found(iban, cuts, gap):
    edges = [0, *sorted(set(cuts)), len(iban)]
    groups = [iban[a:b] for a, b in itertools.pairwise(edges)]

    assert mask(gap.join(groups)).text == "⟦IBAN⟧"


@given(GERMAN)
def test_letters_that_look_like_digits_are_read_as_digits(iban):
    twins = iban[:2] + iban[2:].replace("0", "O").replace("1", "l", 1)

    assert mask(twins).text == "⟦IBAN⟧"


@given(GERMAN, st.integers(4, 21))
def test_a_mistyped_iban_is_masked_when_named_and_when_german(iban, place):
    wrong = iban[:place] + str((int(iban[place]) + 1) % 10) + iban[place + 1 :]

    assert mask(f"IBAN: {wrong}").text == "IBAN: ⟦IBAN⟧"
    assert mask(wrong).text == "⟦IBAN⟧"


@given(IBANS, st.sampled_from(["IBAN: ", "meine iban lautet ", "my IBAN is ", "Iban ", "IBAN-Nr. "]))
def test_a_foreign_iban_with_wrong_check_digits_is_masked_when_named(iban, name):
    wrong = f"{iban[:2]}{(int(iban[2:4]) + 1) % 97:02}{iban[4:]}"
    digits = sum(character.isdigit() for character in wrong)

    assert digits < 8 or mask(name + wrong).text == f"{name}⟦IBAN⟧"


GERMAN_WORDS = "null eins zwei drei vier fünf sechs sieben acht neun".split()
ENGLISH_WORDS = "zero one two three four five six seven eight nine".split()


@given(GERMAN, st.sampled_from([GERMAN_WORDS, ENGLISH_WORDS]), st.sampled_from([" ", ", ", "  "]))
def test_a_spoken_iban_is_found(iban, words, gap):
    spoken = gap.join(words[int(digit)] for digit in iban[2:])

    assert mask(f"D E {spoken}").text == "⟦IBAN⟧"
    assert mask(f"de {spoken}").text == "⟦IBAN⟧"


@pytest.mark.parametrize(
    "text",
    [
        "DE acht neun drei sieben null vier null null vier vier null fünf drei zwei null eins drei null null null",
        "DE neunundachtzig siebenunddreißig null vier null null vierundvierzig null fünf zweiunddreißig null eins "
        "dreißig null null",
        "DE eight nine three seven zero four double zero double four zero five three two zero one three triple zero",
        "DE89–3704–0044–0532–0130–00",
        "D-E-8-9-3-7-0-4-0-0-4-4-0-5-3-2-0-1-3-0-0-0",
        "D\u0415893704 0044 0532 0130 00",
        "DE８９ 3704 ００44 0532 0130 00",
        "DE①② 3704 0044 0532 0130 00",
    ],
)
def test_curious_spellings_are_found(text):
    assert only_iban(text)


@pytest.mark.parametrize(
    "text",
    [
        "IBAN89370400440532013000",
        "IBAN 89 3704 0044 0532 0130 00",
        "IBANDE89370400440532013000",
        "iban de89 3704 0044 0532 0130 0",
        "IBAN ist DE89 3704 0044 0532 danke",
    ],
)
def test_a_part_of_an_iban_is_masked_when_named(text):
    masked = mask(text)

    assert [find.kind for find in masked.finds] == [Kind.IBAN]
    assert sum(character.isdigit() for character in masked.text) == 0


@pytest.mark.parametrize(
    "behind", [" 12 Uhr", " 12345 Musterstadt", " 0151 55512345", ", 2 Personen", "und 50 €", "\n3"]
)
def test_what_stands_behind_an_iban_stays(behind):
    assert mask(f"IBAN DE89 3704 0044 0532 0130 00{behind}").text == f"IBAN ⟦IBAN⟧{behind}"


@pytest.mark.parametrize(
    "text",
    [
        "Wo finde ich meine IBAN?",
        "Die IBAN endet auf 3000",
        "IBAN vergessen, Rückruf 0151 55512345",
        "sparkasse.de 0151 23456789 0170 1234567",
        "USt-IdNr. DE123456789",
        "by 12 noon 2024 ich möchte bitte einen Termin",
        "DE89 **** **** **** **** 00",
        "so so 12 Leute",
        "BIC COLSDE33XXX",
    ],
)
def test_what_only_resembles_an_iban_stays(text):
    assert mask(text).text == text

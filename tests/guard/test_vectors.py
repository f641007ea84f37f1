"""What people type, line by line, through each door that the guard keeps."""

import itertools

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from schwifty import IBAN

from handoff.guard import Expected, Kind, mask, mask_tree
from tests.guard.arriving import at_once, is_found_with_its_last, one_by_one
from tests.guard.test_iban import COUNTRIES, GERMAN, IBANS, iban_of
from trials.guard import KNOWN_MISSES, VECTORS, Vector, judge, read_vectors

FILES = sorted(VECTORS.glob("*.yml"))
SEPARATORS = ["", " ", "  ", "-", ".", "/", "_", "|", " · ", "\u00a0", "\u202f", "\u2003", "\n", "\t", "\u200b", " - "]


def all_vectors():
    return [
        pytest.param(vector, id=f"{file.stem}-{n}") for file in FILES for n, vector in enumerate(read_vectors(file))
    ]


@pytest.mark.parametrize("vector", all_vectors())
def test_each_line_loses_its_secrets_and_nothing_else(vector):
    verdict = judge(vector, mask(vector.text))

    assert not verdict.missed
    assert not verdict.false_alarm


@pytest.mark.parametrize("vector", all_vectors())
def test_a_masked_line_is_masked_no_further(vector):
    once = mask(vector.text).text

    assert mask(once).text == once


@pytest.mark.parametrize("vector", [pytest.param(v, id=str(n)) for n, v in enumerate(read_vectors(KNOWN_MISSES))])
def test_what_is_known_to_be_missed_still_is(vector):
    assert judge(vector, mask(vector.text)).missed, "mended: move this line from known_misses.yml to vectors/"


def test_a_number_word_in_turkish_letters_is_read():
    assert mask("PIN ist eİns zwei drei vier").text == "PIN ist ⟦PIN⟧"


def test_an_unfound_secret_is_a_miss_and_a_masked_word_a_false_alarm():
    unfound = judge(Vector("Hallo Welt 17", ((Kind.PIN, 11, 13),)), mask("Hallo Welt 17"))
    overdone = judge(Vector("PIN 1234", ()), mask("PIN 1234"))

    assert (unfound.missed, unfound.false_alarm) == (True, False)
    assert (overdone.missed, overdone.false_alarm) == (False, True)


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("separator", SEPARATORS)
def test_each_countrys_iban_is_found_however_it_is_parted(country, separator):
    iban = iban_of(country, seed=11)
    parted = separator.join(iban[i : i + 4] for i in range(0, len(iban), 4))

    assert mask(f"Bitte {parted}").text == "Bitte ⟦IBAN⟧"


@given(st.sampled_from(["DE", "AT", "CH", "NL", "FR", "IT", "ES", "PL", "BE", "GB"]), st.randoms(use_true_random=False))
def test_an_iban_that_another_library_drew_is_found(country, random):
    assert mask(f"an {IBAN.random(country, random=random)} bitte").text == "an ⟦IBAN⟧ bitte"


@given(IBANS, IBANS, st.sampled_from([" und ", ", ", "\n", " -> ", "; "]))
def test_two_ibans_are_both_found(first, second, between):
    assert mask(f"{first}{between}{second}").text.count("⟦IBAN⟧") == 2


@pytest.mark.parametrize("arrive", [one_by_one, at_once])
@given(GERMAN, st.lists(st.integers(1, 21), min_size=1, max_size=21))
def test_a_german_iban_is_found_however_many_messages_it_came_in(arrive, iban, cuts):
    edges = [0, *sorted(set(cuts)), len(iban)]

    parts = [iban[a:b] for a, b in itertools.pairwise(edges)]
    assume(arrive is at_once or is_found_with_its_last(parts))

    assert set(arrive(parts)) == {"⟦IBAN⟧"}


@given(
    st.permutations("PIN Passwort IBAN TAN geboren Konto ist am 1234 0151 12.1.1980".split()), st.sampled_from(Expected)
)
def test_any_order_of_words_can_be_masked_twice(words, expected):
    once = mask(" ".join(words), expected=expected).text

    assert mask(once, expected=expected).text == once


def test_a_tree_is_masked_as_its_strings_are():
    lines = [vector.text for file in FILES for vector in read_vectors(file)]

    masked, _ = mask_tree({"lines": list(lines)})

    assert masked == {"lines": [mask(line).text for line in lines]}

"""Folds: each intent evenly, twins together, always the same."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from handoff.workbench.report.folds import FOLDS, divide

texts = st.lists(st.text("abcdefgh ", min_size=1, max_size=12), unique=True, min_size=1, max_size=40)


@given(texts, st.data())
def test_every_example_has_a_fold_and_the_same_again(some, data):
    intents = [data.draw(st.sampled_from(["greet", "thank"])) for _ in some]

    folds = divide(some, intents)

    assert len(folds) == len(some)
    assert set(folds) <= set(range(FOLDS))
    assert divide(some, intents) == folds


def test_an_intent_s_examples_are_spread_evenly():
    some = [f"{word * 5}" for word in "abcdefghijklmnopqrst"]

    assert set(Counter(divide(some, ["greet"] * 20)).values()) == {4}


def test_twins_stand_on_the_same_side():
    some = [
        "wie hoch ist mein limit",
        "wie hoch ist mein limit?",
        "Wie hoch ist mein Limit",
        "limit hoch",
        "tageslimit",
    ]

    first, second, third, *_ = divide(some, ["ask_limit"] * 5)

    assert first == second == third

"""The chooser of thresholds: pure, and by its rule. Its input is invented; real guesses take minutes of training."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
from rasa.shared.nlu.training_data.message import Message

from handoff.workbench.report.thresholds import Case, Guess, Thresholds, choose, pairs, weigh

TOPICS = ["limit", "credit", "out_of_scope"]
shares = st.floats(0, 1)


@st.composite
def cases(draw):
    first, second = sorted(draw(st.tuples(shares, shares)), reverse=True)
    guessed = draw(st.sampled_from([*TOPICS, None]))
    guess = Guess(guessed, first if guessed else 0.0, second if guessed else 0.0)
    return Case("", draw(st.sampled_from(TOPICS)), draw(st.sampled_from(["de", "en"])), guess, guessed)


def case(topic, guessed, confidence, second=0.0):
    return Case("", topic, "de", Guess(guessed, confidence, second), guessed)


@given(st.lists(cases(), min_size=1, max_size=30))
def test_no_pair_costs_less_than_the_chosen(many):
    assert weigh(many, choose(many)) == pytest.approx(min(weigh(many, pair) for pair in pairs()))


@given(st.lists(cases(), min_size=1, max_size=30), st.randoms())
def test_the_order_of_the_examples_is_nothing_to_it(many, chance):
    shuffled = list(many)
    chance.shuffle(shuffled)

    assert choose(shuffled) == choose(many)


@given(shares, shares, shares, shares)
def test_what_passes_is_what_rasa_s_fallback_lets_through(one, other, threshold, gap):
    first, second = max(one, other), min(one, other)
    ranking = [{"name": "limit", "confidence": first}, {"name": "credit", "confidence": second}]
    message = Message({"intent": ranking[0], "intent_ranking": list(ranking)})
    rasa = FallbackClassifier({"threshold": threshold, "ambiguity_threshold": gap})

    (heard,) = rasa.process([message])

    guess = Guess.of([(rank["name"], rank["confidence"]) for rank in heard.get("intent_ranking")])
    assert guess == Guess("limit", first, second)
    assert guess.passes(Thresholds(threshold, gap)) == (heard.get("intent")["name"] == "limit")


def test_a_wrong_answer_costs_more_than_a_question_back():
    sure = [case("limit", "limit", 0.95)] * 8
    unsure = [case("limit", "limit", 0.42), case("credit", "limit", 0.42)]

    assert choose([*sure, *unsure, *unsure, case("credit", "limit", 0.42)]).threshold > 0.42
    assert choose([*sure, *unsure, case("limit", "limit", 0.42), case("limit", "limit", 0.42)]).threshold <= 0.42


def test_nothing_to_choose_from_is_an_error():
    with pytest.raises(ValueError, match="nothing to choose"):
        choose([])

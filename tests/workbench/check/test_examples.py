"""Examples that contradict, double or lack are told with their line and with the other example."""

from dataclasses import replace

import pytest

from handoff.settings import ROOT
from handoff.workbench.check import examples
from handoff.workbench.check.finding import Weight

NLU = "data/limit/nlu.yml"
ONLY = ("limit", "shared")
FIRST = "      - wie hoch ist mein tageslimit\n"


@pytest.mark.parametrize(
    ("text", "at", "said"),
    [
        (
            "tages limmit erhöhen",
            "- tages limmit erhöhen\n      - limmit",
            "and “tages limmit erhöhen” in {first} “ask_",
        ),
        (
            "📈 Limit erhoehen!",
            "- limit erhöhen\n      - limit erhöhen b",
            "and “📈 Limit erhoehen!” in {first} “ask_lim",
        ),
        (
            "tages limmit erhöhne",
            "- tages limmit erhöhen",
            "is nearly “tages limmit erhöhne” (ask_limit) in {first}: 95 of",
        ),
        (
            "Wie hoch ist mein TAGESLIMIT?",
            None,
            "The bot hears “Wie hoch ist mein TAGESLIMIT?” like “wie hoch ist mein",
        ),
        (
            "gibt es ein limit beim ueberweisen",
            "- gibt es ein limit beim ü",
            "in another spelling, which the bot hears",
        ),
    ],
)
def test_an_example_that_is_there_already(findings_of, text, at, said):
    place, found = findings_of(examples.findings, NLU, FIRST, f"{FIRST}      - {text}\n", at=at or text, only=ONLY)

    assert any(one.startswith(place) and said.format(first=f"{NLU}:7") in one for one in found)


def test_what_is_near_on_purpose_is_named_once(findings_of):
    text = (ROOT / NLU).read_text()
    start = text.index("  - intent: ask_limit\n    examples: |\n")
    intent = "  - intent: ask_limit\n    metadata:\n      meant:\n        - {}\n    examples: |\n"
    near = "      - tages limmit erhöhne\n"

    def found(named: str) -> list[str]:
        changed = f"{intent.format(named)}{near}"
        _, all_ = findings_of(examples.findings, NLU, text[start : text.index(FIRST)], changed, at=named, only=ONLY)
        return [one for one in all_ if "limmit erhöhne" in one]

    assert found("Tages limmit erhöhne!") == []
    assert [one.split(": ", 1)[1] for one in found("tages limmit erhöhnen")][-1].startswith(
        "“tages limmit erhöhnen” is named as meant, but is no example of “ask_limit”."
    )


def test_likeness_is_a_warning_and_contradiction_an_error(whole):
    first, *_ = whole.examples
    elsewhere = replace(first, intent="ask_hours")

    alike, contrary = examples.again(first, first), examples.again(first, elsewhere)

    assert alike.weight is Weight.WARNING
    assert contrary.weight is Weight.ERROR


def test_emojis_of_one_meaning_are_one_and_strange_ones_stay_apart():
    assert examples.folded("💳 weg!") == examples.folded("Karte weg")
    assert examples.folded("🖤 Todesfall") == "todesfall"
    assert examples.folded("🦄") != examples.folded("🐙")
    assert examples.folded("Grüße") == examples.folded("GRUESSE") == examples.folded("Gru\u0308ße")


def test_a_topic_with_few_examples_in_a_language(findings_of):
    text = (ROOT / NLU).read_text()
    few = "".join(f"      - {number} euro mehr überweisen als bisher\n" for number in range(1000, 1090))

    place, found = findings_of(examples.findings, NLU, text[text.index(FIRST) :], few, at="version", only=ONLY)

    lacking = [one for one in found if one.startswith(place)]
    assert [one.removeprefix(place) for one in lacking] == [
        "The topic has 90 examples in German. Write 120 or more.",
        "The topic has 0 examples in English. Write 50 or more.",
    ]

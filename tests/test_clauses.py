"""Which messages bring two wishes, and which only tell one at length."""

import pytest

from bot.turn import Parse
from handoff.catalogue import load_catalogue
from handoff.inbox.clauses import clauses
from handoff.settings import ROOT

CATALOGUE = load_catalogue(ROOT / "data")
SIGNS = {
    "karte": "block_card",
    "offen": "ask_hours",
    "limit": "ask_limit",
    "termin": "book_appointment",
    "gestorben": "report_death",
    "danke": "thank",
    "app": "ask_app",
}


def parse(text):
    intent = next((intent for sign, intent in SIGNS.items() if sign in text.lower()), None)
    return Parse(intent or "out_of_scope", 0.95 if intent else 0.3, (), {})


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Karte weg und wann habt ihr offen?", ["Karte weg", "wann habt ihr offen?"]),
        ("wann habt ihr offen und karte weg", ["karte weg", "wann habt ihr offen"]),
        ("Wie hoch ist mein Limit? Und wann habt ihr offen?", ["Wie hoch ist mein Limit?", "wann habt ihr offen?"]),
        ("ich brauche einen termin und wann habt ihr offen", ["wann habt ihr offen", "ich brauche einen termin"]),
        ("Hallo zusammen. Limit? Wann habt ihr offen", ["Hallo zusammen. Limit?", "Wann habt ihr offen"]),
        (
            "limit erhöhen und zwar auf 5000. wann habt ihr offen",
            ["limit erhöhen zwar auf 5000.", "wann habt ihr offen"],
        ),
    ],
)
def test_two_wishes_are_two_the_urgent_one_first(text, parts):
    assert clauses(text, parse, CATALOGUE) == parts


@pytest.mark.parametrize(
    "text",
    [
        "wann habt ihr offen",
        "wann habt ihr offen und wie lange habt ihr offen",
        "mein limit und dann die app auf einmal weg",
        "danke und wann habt ihr offen",
        "mein vater ist gestorben und wann habt ihr offen",
        "karte weg!! offen?",
        "",
        "???",
    ],
)
def test_one_wish_stays_whole(text):
    assert clauses(text, parse, CATALOGUE) == [text]

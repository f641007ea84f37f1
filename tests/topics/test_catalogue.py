"""What the catalogue promises whatever else designers write; `schalter check` proves the rest."""

from handoff.catalogue import load_catalogue
from handoff.settings import ROOT


def test_only_a_lost_card_and_fraud_are_answered_whoever_holds_the_conversation():
    assert load_catalogue(ROOT / "data").urgent == {"card_block", "fraud"}

"""Which branches a message names, with the misspellings and inflections that people write."""

import pytest

from handoff.branches import named_branches
from handoff.models import Branch

BRANCHES = [
    Branch(slug="beispielhausen", name="Filiale Beispielhausen", street="Dorfstraße 3", city="Beispielhausen"),
    Branch(slug="mitte", name="Filiale Mitte", street="Musterplatz 1", city="Musterstadt"),
    Branch(slug="nord", name="Filiale Nord", street="Beispielallee 22", city="Musterstadt"),
]


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("filiale mite", ["mitte"]),
        ("NORDFILIALE??", ["nord"]),
        ("wann macht filiale-nord auf", ["nord"]),
        ("und in beispilhausen", ["beispielhausen"]),
        ("öffnungszeiten beispielalee", ["nord"]),
        ("die in der Dorfstrasse", ["beispielhausen"]),
        ("am musterplatz 1", ["mitte"]),
        ("Mitte oder Nord?", ["mitte", "nord"]),
        ("habt ihr in Musterstadt auf", ["mitte", "nord"]),
        ("Filiale Mitte in Musterstadt", ["mitte"]),
    ],
)
def test_a_branch_is_known_by_name_street_or_town(text, slugs):
    assert [branch.slug for branch in named_branches(text, BRANCHES)] == slugs


@pytest.mark.parametrize(
    "text", ["", "bitte", "wo ist die nächste filiale", "mittags", "mittwoch nachmittag", "norden", "der Filiale", "🏦"]
)
def test_other_words_name_no_branch(text):
    assert named_branches(text, BRANCHES) == []

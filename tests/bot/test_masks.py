"""What is masked doesn't tell what a message wants."""

import pytest

from bot.components.masks import without_masks


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("meine karte ist weg, IBAN ⟦IBAN⟧", "meine karte ist weg,"),
        ("my card was stolen, card number is ⟦CARD⟧ please", "my card was stolen, please"),
        ("meine PIN ist ⟦PIN⟧ und geht nicht", "meine PIN ist und geht nicht"),
        ("IBAN ⟦IBAN⟧", "IBAN ⟦IBAN⟧"),
        ("meine IBAN ist ⟦IBAN⟧", "meine IBAN ist ⟦IBAN⟧"),
        ("wie ist meine IBAN?", "wie ist meine IBAN?"),
    ],
)
def test_masks_and_their_names_are_not_heard_where_enough_else_is_said(text, words):
    bare = without_masks(text)

    assert bare.split() == words.split()
    assert len(bare) == len(text)

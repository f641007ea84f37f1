"""Which of the things in a list is meant."""

import pytest

from actions.ordinals import nth_alone, nth_in


@pytest.mark.parametrize(
    ("text", "nth"),
    [
        ("den ersten", 0),
        ("Das zweite bitte", 1),
        ("ich nehme die dritte!", 2),
        ("the last one please", 2),
        ("I'll take the second", 1),
        ("2", 1),
        ("Nr. 3", 2),
        ("die vierte", None),
        ("4", None),
        ("0", None),
        ("am ersten Freitag", None),
        ("am 1.12.", None),
        ("erste Filiale, dann die zweite", None),
        ("egal", None),
        ("", None),
    ],
)
def test_a_place_in_the_list_that_stands_alone(text, nth):
    assert nth_alone(text, 3) == nth


def test_a_place_in_a_sentence():
    assert nth_in("dann nehmen wir doch den zweiten von den Terminen", 3) == 1
    assert nth_in("den dritten", 2) is None
    assert nth_in("the last", 4) == 3

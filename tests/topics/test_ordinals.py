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
        ("2)", 1),
        ("#2", 1),
        ("2️⃣", 1),
        ("den zweiten?", 1),
        ("ja, den ersten 👍", 0),
        ("ich hätte gern den ersten", 0),
        ("eins", 0),
        ("three", 2),
        ("vier", None),
        ("letzteres", 2),
        ("no", None),
        ("ja", None),
        ("erstellen", None),
        ("ein Drittel", None),
        ("secondary", None),
        ("den spätesten", None),
        ("the earliest", None),
        ("um 2", None),
        ("am 2.", None),
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
    assert nth_in("das früheste", 4) == 0
    assert nth_in("the latest you have", 4) == 3
    assert nth_in("ein Konto erstellen", 4) is None

import pytest

from handoff.hours import check


@pytest.mark.parametrize(
    "expression",
    [
        "24/7",
        "Mo-Fr 09:00-12:30,14:00-18:00; PH off",
        'Mo-Fr 09:00-16:00; Dec 24,Dec 31 off "Heiligabend; Silvester"',
        "Mo-Fr 09:00-16:00; Su,PH off; easter off; Feb 29 09:00-12:00",
        "Sa[1] 10:00-13:00",
        'Mo-Fr 09:00-16:00 || "nach Vereinbarung"',
    ],
)
def test_a_sound_expression_passes(expression):
    assert check(expression) is None


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("  ", "Die Öffnungszeiten fehlen"),
        ("Mo-Fr 9-12", "Uhrzeiten brauchen Minuten"),
        ("Mo-Do 09:00-12:00", "Wochentage heißen hier Mo Tu We Th Fr Sa Su"),
        ("Mo-Fr 09:00-12:00, jederzeit", "ist nicht zu lesen"),
        ("Mo-Fr 09:00-12:00; Feb 30 off", "Den Tag „Feb 30“ gibt es nicht"),
        ("Mo-Fr 09:00-12:00; SH off", "Schulferien"),
        ("Mo-Fr sunrise-sunset", "Sonnenstände"),
        ("Mo-Fr 09:00-12:00, PH off", "PH braucht eine eigene Regel"),
        ("Mo-Fr 09:00-12:00; Dec PH off", "PH braucht eine eigene Regel"),
        ("PH off; Mo-Fr 09:00-12:00", "hebt „PH closed“ auf"),
    ],
)
def test_a_fault_is_named_in_both_languages_with_an_example(expression, sentence):
    said = check(expression)

    assert sentence in said
    assert " / " in said
    assert check(said.split("example: ")[1]) is None

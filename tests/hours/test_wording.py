from datetime import date

import pytest

from handoff.hours import Hours, describe_day, describe_week

BRANCH = Hours(
    'Mo-Th 09:00-12:30,14:00-18:00; Fr 09:00-12:00; PH off; Dec 24 off "Heiligabend / Christmas Eve"; '
    'Dec 31 10:00-12:00 "Silvester"',
    "NW",
)


@pytest.mark.parametrize(
    ("day", "german", "english"),
    [
        ("2026-11-25", "9–12.30 und 14–18 Uhr", "9 am–12.30 pm and 2–6 pm"),
        ("2026-11-27", "9–12 Uhr", "9 am–12 noon"),
        ("2026-11-28", "geschlossen", "closed"),
        ("2026-12-24", "geschlossen (Heiligabend)", "closed (Christmas Eve)"),
        ("2026-12-25", "geschlossen (Erster Weihnachtstag)", "closed (Christmas Day)"),
        ("2026-12-31", "10–12 Uhr (Silvester)", "10 am–12 noon (Silvester)"),
    ],
)
def test_a_day_is_told_in_both_languages(day, german, english):
    assert describe_day(BRANCH, date.fromisoformat(day), "de") == german
    assert describe_day(BRANCH, date.fromisoformat(day), "en") == english


@pytest.mark.parametrize(
    ("expression", "german", "english"),
    [
        ("24/7", "rund um die Uhr", "all day"),
        (
            "09:00-10:00,11:00-12:00,14:15-24:00",
            "9–10, 11–12 und 14.15–24 Uhr",
            "9–10 am, 11 am–12 noon and 2.15 pm–midnight",
        ),
        ("22:00-02:00", "22–2 Uhr", "10 pm–2 am"),
    ],
)
def test_unusual_hours_are_told_too(expression, german, english):
    assert describe_day(Hours(expression, "NW"), date(2026, 11, 25), "de") == german
    assert describe_day(Hours(expression, "NW"), date(2026, 11, 25), "en") == english


def test_a_week_folds_neighbouring_equal_days():
    assert describe_week(BRANCH, date(2026, 11, 23), "de") == [
        ("Mo–Do", "9–12.30 und 14–18 Uhr"),
        ("Fr", "9–12 Uhr"),
        ("Sa–So", "geschlossen"),
    ]


def test_a_week_with_a_holiday_tells_it_apart():
    assert describe_week(BRANCH, date(2026, 12, 21), "en") == [
        ("Mon–Wed", "9 am–12.30 pm and 2–6 pm"),
        ("Thu", "closed (Christmas Eve)"),
        ("Fri", "closed (Christmas Day)"),
        ("Sat", "closed (Second Day of Christmas)"),
        ("Sun", "closed"),
    ]

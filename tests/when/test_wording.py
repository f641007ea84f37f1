from datetime import date, datetime

import pytest

from handoff.when import describe_day, describe_moment


@pytest.mark.parametrize(
    ("moment", "german", "english"),
    [
        ("2026-12-03 14:30", "Donnerstag, 3. Dezember, 14.30 Uhr", "Thursday, 3 December, 2.30 pm"),
        ("2028-02-29 09:00", "Dienstag, 29. Februar, 9 Uhr", "Tuesday, 29 February, 9 am"),
        ("2026-03-29 12:00", "Sonntag, 29. März, 12 Uhr", "Sunday, 29 March, 12 noon"),
        ("2027-01-01 12:05", "Freitag, 1. Januar, 12.05 Uhr", "Friday, 1 January, 12.05 pm"),
    ],
)
def test_a_moment_is_told_in_both_languages(moment, german, english):
    assert describe_moment(datetime.fromisoformat(moment), "de") == german
    assert describe_moment(datetime.fromisoformat(moment), "en") == english


def test_a_day_is_told_in_both_languages():
    assert describe_day(date(2026, 12, 24), "de") == "Donnerstag, 24. Dezember"
    assert describe_day(date(2026, 12, 24), "en") == "Thursday, 24 December"

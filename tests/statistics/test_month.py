"""Months by an institution's own calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest

from handoff.statistics.month import Month


@pytest.mark.parametrize(
    "written, since, until, hours",
    [
        ("2026-03", datetime(2026, 2, 28, 23, tzinfo=UTC), datetime(2026, 3, 31, 22, tzinfo=UTC), 31 * 24 - 1),
        ("2026-10", datetime(2026, 9, 30, 22, tzinfo=UTC), datetime(2026, 10, 31, 23, tzinfo=UTC), 31 * 24 + 1),
        ("2026-11", datetime(2026, 10, 31, 23, tzinfo=UTC), datetime(2026, 11, 30, 23, tzinfo=UTC), 30 * 24),
        ("2024-02", datetime(2024, 1, 31, 23, tzinfo=UTC), datetime(2024, 2, 29, 23, tzinfo=UTC), 29 * 24),
        ("2026-12", datetime(2026, 11, 30, 23, tzinfo=UTC), datetime(2026, 12, 31, 23, tzinfo=UTC), 31 * 24),
    ],
)
def test_a_month_lasts_from_midnight_to_midnight_by_the_clocks_there(written, since, until, hours):
    begin, end = Month.read(written).span("Europe/Berlin")

    assert (begin.astimezone(UTC), end.astimezone(UTC)) == (since, until)
    assert end.astimezone(UTC) - begin.astimezone(UTC) == timedelta(hours=hours)


def test_months_follow_each_other_over_the_year():
    december = Month.read("2026-12")

    assert str(december.following) == "2027-01" and str(december.following.before) == "2026-12"
    assert Month.of(date(2026, 12, 31)) == december
    assert all(Month(date(2026, month, 1)).following.before.first.month == month for month in range(1, 13))


@pytest.mark.parametrize("written", ["", "2026", "2026-13", "2026-1", "november", "2026-11-02"])
def test_what_is_no_month_is_refused(written):
    with pytest.raises(ValueError):
        Month.read(written)

"""A shift's clock times as moments, on ugly days too; and the weeks of ISO 8601."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.shifts import NoSuchTime, Times, Week

ZONE = "Europe/Berlin"
NIGHT = Times(time(22), time(6))


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        ("2026-03-27", 8),
        ("2026-03-28", 7),
        ("2026-10-24", 9),
        ("2026-10-25", 8),
        ("2027-03-27", 7),
        ("2027-10-30", 9),
        ("2026-12-24", 8),
        ("2026-12-31", 8),
        ("2028-02-29", 8),
    ],
)
def test_a_night_keeps_its_clock_times_whatever_the_clocks_do(day, hours):
    starts_at, ends_at = NIGHT.on(date.fromisoformat(day), ZONE)

    assert ends_at - starts_at == timedelta(hours=hours)
    assert Times.between(starts_at, ends_at, ZONE) == NIGHT


def test_until_midnight_is_the_day_to_its_end():
    starts_at, ends_at = Times(time(8), time(0)).on(date(2026, 11, 23), ZONE)

    assert (starts_at, ends_at) == (datetime(2026, 11, 23, 7, tzinfo=UTC), datetime(2026, 11, 23, 23, tzinfo=UTC))


def test_an_hour_that_the_clocks_skip_is_none():
    with pytest.raises(NoSuchTime) as told:
        Times(time(2, 30), time(8)).on(date(2026, 3, 29), ZONE)

    assert (told.value.day, told.value.at) == (date(2026, 3, 29), time(2, 30))


def test_of_an_hour_that_comes_twice_the_first_is_meant_so_that_one_shift_follows_the_other():
    day = date(2026, 10, 24)
    _, ends_at = Times(time(22), time(2, 30)).on(day, ZONE)
    starts_at, _ = Times(time(2, 30), time(6)).on(day + timedelta(days=1), ZONE)

    assert starts_at == ends_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(st.dates(date(2026, 1, 1), date(2028, 12, 31)), st.times(), st.times())
def test_every_shift_is_longer_than_nothing_and_a_day_at_most(day, start, end):
    start, end = start.replace(second=0, microsecond=0), end.replace(second=0, microsecond=0)
    try:
        starts_at, ends_at = Times(start, end).on(day, ZONE)
    except NoSuchTime:
        return

    assert timedelta() <= ends_at - starts_at <= timedelta(hours=25)
    assert Times.between(starts_at, ends_at, ZONE) == Times(start, end)


@pytest.mark.parametrize(
    ("day", "week"),
    [
        ("2026-12-27", "2026-W52"),
        ("2026-12-28", "2026-W53"),
        ("2027-01-01", "2026-W53"),
        ("2027-01-03", "2026-W53"),
        ("2027-01-04", "2027-W01"),
        ("2028-02-29", "2028-W09"),
        ("2029-12-31", "2030-W01"),
    ],
)
def test_a_day_lies_in_its_week_of_iso_8601(day, week):
    assert str(Week.of(date.fromisoformat(day))) == week
    assert date.fromisoformat(day) in Week.read(week).days


@pytest.mark.parametrize("text", ["", "2027-W53", "2026-W54", "2026-W00", "2026-53", "W53", "2026-W5", "1999-W01"])
def test_what_is_no_week_is_none(text):
    assert Week.read(text) is None


def test_after_week_53_comes_week_1():
    assert str(Week.read("2026-W53").later(1)) == "2027-W01"
    assert str(Week.read("2027-W01").later(-1)) == "2026-W53"


@given(st.dates(date(2020, 1, 1), date(2099, 12, 1)))
def test_each_week_reads_back_as_it_is_written(day):
    week = Week.of(day)

    assert Week.read(str(week)) == week
    assert week.later(1).monday - week.monday == timedelta(weeks=1)


def test_a_week_with_a_change_of_the_clocks_is_an_hour_shorter_or_longer():
    def hours(week):
        start, end = Week.read(week).span(ZONE)
        return (end.astimezone(UTC) - start.astimezone(UTC)) / timedelta(hours=1)

    assert (hours("2026-W13"), hours("2026-W43"), hours("2026-W53")) == (167, 169, 168)

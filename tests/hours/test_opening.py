from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from handoff.hours import Hours, Span

BERLIN = ZoneInfo("Europe/Berlin")
BRANCH = (
    'Mo-Th 09:00-12:30,14:00-18:00; Fr 09:00-14:00; PH off; Dec 24 off "Heiligabend / Christmas Eve"; '
    'Dec 31 09:00-12:00 "Silvester"'
)


def at(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN, fold=fold)


@pytest.fixture
def branch() -> Hours:
    return Hours(BRANCH, "NW")


@pytest.mark.parametrize(
    ("now", "open_"),
    [
        ("2026-11-25 08:59", False),
        ("2026-11-25 09:00", True),
        ("2026-11-25 12:30", False),
        ("2026-11-25 13:15", False),
        ("2026-11-25 17:59", True),
        ("2026-11-25 18:00", False),
        ("2026-12-24 10:00", False),
        ("2026-12-25 10:00", False),
        ("2026-12-31 10:00", True),
        ("2026-12-31 15:00", False),
        ("2027-01-01 10:00", False),
        ("2027-03-29 10:00", False),
        ("2028-02-29 10:00", True),
    ],
)
def test_the_doors_follow_hours_and_holidays(branch, now, open_):
    assert branch.is_open(at(now)) is open_


def test_corpus_christi_closes_in_north_rhine_westphalia_but_not_in_berlin():
    day = at("2026-06-04 10:00")

    assert not Hours(BRANCH, "NW").is_open(day)
    assert Hours(BRANCH, "BE").is_open(day)


def test_the_moment_may_come_in_any_zone(branch):
    assert branch.is_open(datetime.fromisoformat("2026-11-25T08:30:00+00:00"))
    assert not branch.is_open(datetime.fromisoformat("2026-07-01T16:30:00+00:00"))


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        ("2026-11-25 07:00", "2026-11-25 09:00"),
        ("2026-11-25 12:45", "2026-11-25 14:00"),
        ("2026-11-25 10:00", "2026-11-25 14:00"),
        ("2026-12-23 18:00", "2026-12-28 09:00"),
        ("2026-12-31 12:00", "2027-01-04 09:00"),
        ("2027-03-25 18:00", "2027-03-30 09:00"),
        ("2026-03-28 20:00", "2026-03-30 09:00"),
        ("2026-10-24 20:00", "2026-10-26 09:00"),
    ],
)
def test_the_next_opening_skips_what_is_closed(branch, now, opening):
    assert branch.next_opening(at(now)) == at(opening)


def test_a_branch_that_never_opens_within_a_year_has_no_next_opening():
    assert Hours("2020 Mo-Fr 09:00-12:00", "BY").next_opening(at("2026-11-25 10:00")) is None
    assert Hours("24/7", "BY").next_opening(at("2026-11-25 10:00")) is None


def test_next_year_on_the_same_holiday_the_doors_are_closed_too():
    assert Hours("Jan 06 09:00-12:00; PH off", "BY").next_opening(at("2026-11-25 10:00")) is None
    assert Hours("Jan 06 09:00-12:00; PH off", "NW").next_opening(at("2026-11-25 10:00")) == at("2027-01-06 09:00")


def test_closing_is_the_end_of_the_present_span(branch):
    assert branch.closes_at(at("2026-11-25 12:25")) == at("2026-11-25 12:30")
    assert branch.closes_at(at("2026-11-25 12:30")) is None
    assert Hours("24/7", "NW").closes_at(at("2026-11-25 12:30")) is None


def test_closing_is_not_mistaken_for_a_change_of_comment():
    hours = Hours('Mo-Fr 09:00-12:00 "Kasse", Mo-Fr 12:00-18:00 "Beratung"', "NW")

    assert hours.closes_at(at("2026-11-25 10:00")) == at("2026-11-25 18:00")


def test_a_night_belongs_to_the_day_it_begins():
    hours = Hours("Sa 22:00-02:00", "NW")

    assert hours.spans(date(2026, 11, 28)) == (Span(at("2026-11-28 22:00"), at("2026-11-29 02:00")),)
    assert hours.spans(date(2026, 11, 29)) == ()
    assert hours.is_open(at("2026-11-29 01:00"))


@pytest.mark.parametrize(("night", "elapsed"), [("2026-03-28", 3), ("2026-10-24", 5), ("2026-11-28", 4)])
def test_a_night_of_a_clock_change_lasts_an_hour_less_or_more(night, elapsed):
    [span] = Hours("Sa 23:00-03:00", "NW").spans(date.fromisoformat(night))

    assert (span.end.timestamp() - span.start.timestamp()) / 3600 == elapsed


def test_both_hours_after_two_in_october_are_open():
    hours = Hours("Su 02:00-03:00", "NW")

    assert hours.is_open(at("2026-10-25 02:30", fold=0))
    assert hours.is_open(at("2026-10-25 02:30", fold=1))
    assert not hours.is_open(at("2026-10-25 03:30"))


def test_a_self_service_foyer_is_open_the_whole_day():
    hours = Hours("24/7", "NW")

    assert hours.spans(date(2026, 12, 25)) == (Span(at("2026-12-25 00:00"), at("2026-12-26 00:00")),)


def test_holidays_and_special_days_have_names(branch):
    assert branch.holiday(date(2026, 6, 4)) == "Fronleichnam"
    assert branch.holiday(date(2026, 6, 4), language="en") == "Corpus Christi"
    assert branch.holiday(date(2026, 6, 5)) is None
    assert branch.comment(date(2026, 12, 24)) == "Heiligabend"
    assert branch.comment(date(2026, 12, 24), language="en") == "Christmas Eve"
    assert branch.comment(date(2026, 11, 25)) is None


def test_a_wrong_expression_or_state_is_refused():
    with pytest.raises(ValueError, match="Uhrzeiten brauchen Minuten"):
        Hours("Mo-Fr 9-12", "NW")
    with pytest.raises(ValueError, match="Unknown state 'XX'"):
        Hours("24/7", "XX")

"""Every day of two years in all sixteen states, against the holidays library and the clocks themselves."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest

from handoff.hours import Hours

BERLIN = ZoneInfo("Europe/Berlin")
STATES = "BB BE BW BY HB HE HH MV NI NW RP SH SL SN ST TH".split()
DAYS = [date(2026, 1, 1) + timedelta(days=ahead) for ahead in range(730)]
CHANGES = ("2026-03-29", "2026-10-25", "2027-03-28", "2027-10-31")
MINUTE = timedelta(minutes=1)

# Days and the spans of whole hours in which it is open.
Spans = tuple[tuple[int, int], ...]
Rule = Callable[[date, bool], Spans]


def service(day: date, is_holiday: bool) -> Spans:
    """The demo's service centre."""
    if (day.month, day.day) in ((12, 24), (12, 31)):
        return ((8, 12),)
    if is_holiday or day.weekday() == 6:
        return ()
    return ((9, 14),) if day.weekday() == 5 else ((8, 20),)


def branch(day: date, is_holiday: bool) -> Spans:
    """The demo's branches, with a break and a short day on public holidays."""
    if (day.month, day.day) in ((12, 24), (12, 31)):
        return ()
    if is_holiday:
        return ((10, 12),)
    return () if day.weekday() > 4 else ((9, 13), (14, 18))


def foyer(day: date, is_holiday: bool) -> Spans:
    """To midnight, on Sundays and on public holidays too, but those that are none there."""
    return ((0, 24),) if is_holiday else ((6, 24),)


PLACES: dict[str, Rule] = {
    "Mo-Fr 08:00-20:00; Sa 09:00-14:00; PH off; Dec 24 08:00-12:00; Dec 31 08:00-12:00": service,
    "Mo-Fr 09:00-13:00,14:00-18:00; PH 10:00-12:00; Dec 24 off; Dec 31 off": branch,
    "Mo-Su 06:00-24:00; PH 00:00-24:00": foyer,
}


def moments(rule: Rule, known: holidays.HolidayBase) -> list[tuple[datetime, datetime]]:
    """When it is open in these two years and the fortnights around them, in UTC; neighbours are one."""
    found: list[tuple[datetime, datetime]] = []
    for day in (DAYS[0] + timedelta(days=ahead) for ahead in range(-14, len(DAYS) + 14)):
        midnight = datetime.combine(day, time.min)
        for start, end in rule(day, day in known):
            begins, ends = (
                (midnight + timedelta(hours=hour)).replace(tzinfo=BERLIN).astimezone(UTC) for hour in (start, end)
            )
            if found and found[-1][1] == begins:
                begins = found.pop()[0]
            found.append((begins, ends))
    return found


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("expression", PLACES)
def test_it_is_open_from_the_first_minute_to_the_last_and_says_when_it_opens_next(expression, state):
    hours = Hours(expression, state)
    known = holidays.Germany(subdiv=state, years=range(2025, 2029))
    open_spans = moments(PLACES[expression], known)

    wrong = []
    for (begins, ends), (following, _) in zip(open_spans, open_spans[1:], strict=False):
        asked = {
            begins - MINUTE: False,
            begins: True,
            ends - MINUTE: True,
            ends: False,
            following - MINUTE: False,
        }
        wrong += [
            (moment.isoformat(), is_open) for moment, is_open in asked.items() if hours.is_open(moment) != is_open
        ]
        nexts = {begins: following, ends: following}
        wrong += [
            (moment.isoformat(), "next", opening.isoformat())
            for moment, opening in nexts.items()
            if _utc(hours.next_opening(moment)) != opening
        ]
        if _utc(hours.closes_at(begins)) != ends:
            wrong.append((begins.isoformat(), "closes", ends.isoformat()))

    assert wrong == []


def _utc(moment):
    return moment and moment.astimezone(UTC)


@pytest.mark.parametrize("state", STATES)
def test_a_holiday_is_one_exactly_where_the_library_says_so_and_has_its_name(state):
    hours = Hours("24/7; PH off", state)
    known = holidays.Germany(subdiv=state, years=(2026, 2027), language="de")

    assert {day: name for day in DAYS if (name := hours.holiday(day))} == dict(known)
    assert {day for day in DAYS if not hours.spans(day)} == set(known)


@pytest.mark.parametrize("state", STATES)
def test_the_spans_of_a_day_are_what_is_open_on_it(state):
    known = holidays.Germany(subdiv=state, years=(2026, 2027))
    for expression, rule in PLACES.items():
        hours = Hours(expression, state)
        for day in DAYS:
            said = [(_clock(one.start), _clock(one.end, is_end=True)) for one in hours.spans(day)]
            assert said == list(rule(day, day in known)), (expression, day)


def _clock(moment, *, is_end=False):
    return 24 if is_end and moment.hour == 0 else moment.hour


@pytest.mark.parametrize("day", CHANGES)
@pytest.mark.parametrize("state", ["NW", "BY", "BE"])
def test_around_each_change_of_the_clocks_every_minute_is_right(day, state):
    """Of a night, of the hour that is skipped or comes twice, and of a whole day."""
    night = Hours("Sa 22:00-06:00", state)
    small_hours = Hours("Su 02:00-03:00", state)
    whole = Hours("Su 00:00-24:00", state)
    start = datetime.combine(date.fromisoformat(day), time.min, BERLIN).astimezone(UTC) - timedelta(hours=3)

    for count in range(32 * 60):
        moment = start + count * MINUTE
        local = moment.astimezone(BERLIN)
        is_sunday = local.date() == date.fromisoformat(day)
        assert night.is_open(moment) == (local.hour < 6 if is_sunday else local.weekday() == 5 and local.hour >= 22)
        assert small_hours.is_open(moment) == (is_sunday and local.hour == 2)
        assert whole.is_open(moment) == is_sunday


@pytest.mark.parametrize(("day", "hours"), list(zip(CHANGES, (23, 25, 23, 25), strict=True)))
def test_the_day_of_a_change_is_as_long_as_it_is(day, hours):
    [span] = Hours("Su 00:00-24:00", "NW").spans(date.fromisoformat(day))

    assert (span.end.astimezone(UTC) - span.start.astimezone(UTC)) == timedelta(hours=hours)


# What is kept in some municipalities alone is no holiday of the state.
AUGSBURG = date(2026, 8, 8)
ASSUMPTION = date(2026, 8, 15)
CORPUS_CHRISTI = date(2026, 6, 4)
PARTLY = [("BY", AUGSBURG), ("BY", ASSUMPTION), ("SN", CORPUS_CHRISTI), ("TH", CORPUS_CHRISTI)]


@pytest.mark.parametrize(("state", "day"), PARTLY)
def test_a_holiday_of_a_part_of_a_state_is_a_day_like_others_until_it_is_named(state, day):
    usual = Hours("Mo-Su 09:00-18:00; PH off", state)
    named = Hours(f'Mo-Su 09:00-18:00; PH off; {day:%Y %b %d} off "Feiertag"', state)

    assert usual.holiday(day) is None and len(usual.spans(day)) == 1
    assert named.spans(day) == () and named.comment(day) == "Feiertag"


def test_where_all_of_a_state_keeps_such_a_day_it_is_one():
    assert Hours("24/7", "SL").holiday(ASSUMPTION) == "Mariä Himmelfahrt"
    assert {state for state in STATES if Hours("24/7", state).holiday(CORPUS_CHRISTI)} == {
        "BW",
        "BY",
        "HE",
        "NW",
        "RP",
        "SL",
    }


def test_corpus_christi_may_be_named_once_for_all_years():
    hours = Hours('Mo-Su 09:00-18:00; PH off; easter +60 days off "Fronleichnam"', "TH")

    assert [hours.spans(day) for day in (CORPUS_CHRISTI, date(2027, 5, 27), date(2028, 6, 15))] == [(), (), ()]
    assert len(hours.spans(CORPUS_CHRISTI + timedelta(days=1))) == 1


def test_29_february_is_a_day_like_others():
    hours = Hours("Mo-Fr 08:00-18:00; PH off", "NW")

    assert hours.is_open(datetime(2028, 2, 29, 8, tzinfo=BERLIN))
    assert hours.next_opening(datetime(2028, 2, 28, 18, tzinfo=BERLIN)) == datetime(2028, 2, 29, 8, tzinfo=BERLIN)

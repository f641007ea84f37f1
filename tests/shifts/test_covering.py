"""Which opening hours nobody covers, against a look at each quarter of an hour."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from handoff.covering import Gap, gaps
from handoff.hours import Hours, Span
from handoff.models import Absence, Shift

START = datetime(2026, 10, 24, 20, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
BERLIN = ZoneInfo("Europe/Berlin")
ANNA, BERND = PEOPLE = [UUID(int=1), UUID(int=2)]
QUARTERS = 60

stretches = st.tuples(st.integers(0, QUARTERS), st.integers(1, 12)).map(
    lambda pair: (START + pair[0] * QUARTER, START + (pair[0] + pair[1]) * QUARTER)
)
openings = st.lists(stretches.map(lambda pair: Span(*(edge.astimezone(BERLIN) for edge in pair))), max_size=5)
shifts = st.lists(st.builds(lambda user, pair: on(user, *pair), st.sampled_from(PEOPLE), stretches), max_size=6)
absences = st.lists(st.builds(lambda user, pair: away(user, *pair), st.sampled_from(PEOPLE), stretches), max_size=4)


def on(user, start, end):
    return Shift(user_id=user, starts_at=start, ends_at=end)


def away(user, start, end):
    return Absence(user_id=user, starts_at=start, ends_at=end)


def at(hour, minute=0, day=23):
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


OPEN = [Span(at(8), at(18))]


def test_nobody_is_planned():
    assert gaps(OPEN, [], []) == (Gap(at(8), at(18), frozenset()),)


def test_what_is_covered_by_several_one_after_the_other_has_no_gap():
    assert gaps(OPEN, [on(ANNA, at(7), at(13)), on(BERND, at(13), at(20))], []) == ()


def test_an_edge_is_a_gap():
    assert gaps(OPEN, [on(ANNA, at(8, 30), at(18))], []) == (Gap(at(8), at(8, 30), frozenset()),)


def test_who_is_away_covers_nothing_and_is_named():
    planned = [on(ANNA, at(8), at(13)), on(BERND, at(12), at(18))]

    assert gaps(OPEN, planned, [away(BERND, at(0), at(0, day=24))]) == (Gap(at(13), at(18), frozenset({BERND})),)


def test_a_part_of_the_day_away_is_a_gap_of_that_part():
    planned = [on(ANNA, at(8), at(18))]

    assert gaps(OPEN, planned, [away(ANNA, at(10), at(11))]) == (Gap(at(10), at(11), frozenset({ANNA})),)


def test_in_the_night_when_the_clocks_are_put_back_the_hour_that_comes_twice_counts_twice():
    night = Hours("Sa 22:00-06:00", "NW").spans(datetime(2026, 10, 24).date())
    until_three = on(ANNA, datetime(2026, 10, 24, 22, tzinfo=BERLIN), datetime(2026, 10, 25, 2, tzinfo=BERLIN))

    [gap] = gaps(night, [until_three], [])

    assert gap.end - gap.start == timedelta(hours=5)


@given(openings, shifts, absences)
def test_a_quarter_of_an_hour_lies_in_a_gap_exactly_if_it_is_open_and_nobody_is_there(opening, planned, gone):
    found = gaps(opening, planned, gone)

    for count in range(QUARTERS + 12):
        moment = START + count * QUARTER + QUARTER / 2
        is_open = any(one.start.astimezone(UTC) <= moment < one.end.astimezone(UTC) for one in opening)
        there = {one.user_id for one in planned if one.starts_at <= moment < one.ends_at}
        missing = {one.user_id for one in gone if one.starts_at <= moment < one.ends_at}
        holes = [gap for gap in found if gap.start <= moment < gap.end]
        assert [gap.away for gap in holes] == ([there] if is_open and not there - missing else [])


@given(openings, shifts, absences)
def test_gaps_are_in_order_and_as_few_as_can_be(opening, planned, gone):
    found = gaps(opening, planned, gone)

    assert all(gap.start < gap.end for gap in found)
    assert all(
        one.end < other.start or (one.end == other.start and one.away != other.away)
        for one, other in zip(found, found[1:], strict=False)
    )


@given(openings, shifts, absences, st.sampled_from(PEOPLE), stretches)
def test_one_more_on_duty_makes_no_gap_longer(opening, planned, gone, user, stretch):
    def length(found):
        return sum((gap.end - gap.start for gap in found), timedelta())

    assert length(gaps(opening, [*planned, on(user, *stretch)], gone)) <= length(gaps(opening, planned, gone))

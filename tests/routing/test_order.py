"""Whose turn it is, and how long that is likely to take."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from handoff.routing.order import HEAD_START, MOST_URGENT, turn_at
from handoff.routing.waiting import STEPS, expected_wait

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
MINUTES = st.integers(0, 600).map(lambda minutes: NOW + timedelta(minutes=minutes))
PRIORITIES = st.integers(0, MOST_URGENT)


def minutes(number):
    return timedelta(minutes=number)


def test_a_fraud_passes_a_chat_that_is_late():
    late = turn_at(waiting_since=NOW - minutes(60), due_at=NOW - minutes(30), priority=0)
    fraud = turn_at(waiting_since=NOW, due_at=NOW + minutes(5), priority=3)

    assert fraud < late


@given(MINUTES, PRIORITIES, MINUTES, PRIORITIES)
def test_nobody_is_passed_by_whoever_is_due_an_hour_later(mine, my_priority, theirs, their_priority):
    me = turn_at(waiting_since=NOW, due_at=mine, priority=my_priority)
    other = turn_at(waiting_since=NOW, due_at=theirs, priority=their_priority)

    if theirs > mine + MOST_URGENT * HEAD_START:
        assert me < other


@given(MINUTES, PRIORITIES, MINUTES)
def test_of_the_same_priority_who_is_due_first_comes_first(mine, priority, theirs):
    turns = [turn_at(waiting_since=NOW, due_at=due, priority=priority) for due in (mine, theirs)]

    assert (turns[0] < turns[1]) == (mine < theirs)


def test_a_free_place_means_soon_and_no_news_means_no_promise():
    hour = minutes(60)

    assert expected_wait(ahead=0, places=1, taken=0, during=hour) == minutes(5)
    assert expected_wait(ahead=2, places=2, taken=0, during=hour) is None
    assert expected_wait(ahead=3, places=0, taken=12, during=hour) == minutes(20)
    assert expected_wait(ahead=30, places=0, taken=2, during=hour) is None


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_what_is_promised_is_one_of_the_steps_and_grows_with_the_queue(ahead, places, taken):
    waits = [expected_wait(ahead=count, places=places, taken=taken, during=minutes(60)) for count in (ahead, ahead + 1)]

    assert all(wait is None or wait in STEPS for wait in waits)
    assert waits[1] is None or (waits[0] is not None and waits[0] <= waits[1])

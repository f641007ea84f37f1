"""When an event is sent again: for whatever time it has been failing."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from handoff.webhooks.retrying import LATEST, LONGEST_WISH, PATIENCE, SOONEST, is_delivered, is_lost, wait, wish_of

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
times = some.timedeltas(timedelta(0), timedelta(days=3))
chances = some.floats(0, 1)


@given(times, chances)
def test_no_wait_is_shorter_than_four_seconds_or_longer_than_an_hour_and_a_fifth(failing, chance):
    assert SOONEST * 0.8 <= wait(failing, chance=chance) <= LATEST * 1.2


@given(times, times, chances)
def test_who_has_failed_for_longer_waits_no_less(one, other, chance):
    shorter, longer = sorted((one, other))

    assert wait(shorter, chance=chance) <= wait(longer, chance=chance)


@given(some.floats(0, 0.999))
def test_chance_spreads_attempts(chance):
    assert wait(timedelta(minutes=1), chance=chance) < wait(timedelta(minutes=1), chance=1)


@given(some.lists(chances, min_size=100, max_size=100))
def test_in_two_days_there_are_some_dozens_of_attempts_and_most_of_the_first_hour_early(chances):
    failing, attempts = timedelta(0), []
    for chance in chances:
        attempts.append(failing)
        if is_lost(failing):
            break
        failing += wait(failing, chance=chance)

    assert 45 <= len(attempts) <= 85
    assert PATIENCE <= failing <= PATIENCE + LATEST * 1.2
    assert sum(at < timedelta(minutes=1) for at in attempts) >= 4


@given(some.timedeltas(timedelta(days=-3), timedelta(days=400)), times, chances)
def test_what_the_receiver_asks_for_is_kept_up_to_a_day(wished, failing, chance):
    found = wait(failing, chance=chance, wished=wished)

    assert found == wished if SOONEST <= wished <= LONGEST_WISH else found in (SOONEST, LONGEST_WISH)


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_read_as_seconds_and_as_a_date(status):
    assert wish_of(status, "120", now=NOW) == timedelta(minutes=2)
    assert wish_of(status, format_datetime(NOW + timedelta(minutes=7), usegmt=True), now=NOW) == timedelta(minutes=7)
    assert wish_of(status, "Mon, 23 Nov 2026 10:03:00", now=NOW) == timedelta(minutes=3)
    assert wish_of(status, "9" * 400, now=NOW) == LONGEST_WISH


@pytest.mark.parametrize("said", [None, "", "soon", "-5", "1e9", "²", "Mon, 99 Nov 2026 10:03:00 GMT"])
def test_what_says_nothing_asks_for_nothing(said):
    assert wish_of(503, said, now=NOW) is None


@given(some.text())
def test_whatever_a_receiver_writes_there_is_read_or_left(said):
    assert isinstance(wish_of(429, said, now=NOW), timedelta | None)


@pytest.mark.parametrize("status", [200, 301, 400, 410, 500])
def test_other_answers_are_not_asked_when_to_come_again(status):
    assert wish_of(status, "120", now=NOW) is None


def test_only_what_begins_with_two_is_delivered():
    assert [status for status in range(100, 600) if is_delivered(status)] == list(range(200, 300))

"""What the load trial counts, and whom it lets write."""

from collections import Counter

from trials.load.customers import crowd, schedule
from trials.load.processors import OURSELVES, processor_seconds
from trials.load.reckoning import Books, find_faults
from trials.load.report import percentile

CLEAN = Books(
    stored={"a": (True, 1), "b": (True, 1)}, ours=frozenset({"1", "2"}), with_people=frozenset(), answered_again=0
)


def faults(books=CLEAN, *, acknowledged=("a", "b"), answered=("a", "b"), reached=("1", "2")):
    found = find_faults(
        books, written={"a", "b"}, acknowledged=set(acknowledged), answered=set(answered), reached=Counter(reached)
    )
    return {name for name, times in found.items() if times}


def test_a_clean_run_has_no_faults():
    assert faults() == set()


def test_a_reply_that_came_twice_is_found():
    assert faults(reached=("1", "2", "2")) == {"reached the customer twice"}


def test_a_reply_that_never_came_is_found():
    assert faults(answered=("a",), reached=("1",)) == {"not answered", "never reached the customer"}


def test_a_message_that_was_not_stored_is_found():
    lost = Books(stored={"a": (True, 1)}, ours=CLEAN.ours, with_people=frozenset(), answered_again=0)
    assert faults(lost) == {"not in the database"}


def test_who_waits_for_a_person_need_not_be_answered():
    waiting = Books(stored=CLEAN.stored, ours=frozenset({"1"}), with_people=frozenset({"b"}), answered_again=0)
    assert faults(waiting, answered=("a",), reached=("1",)) == set()


def test_everybody_writes_before_anybody_writes_again():
    customers = [customer.id for customer in crowd(50, ["1", "2"])]
    arrivals = schedule(customers, rate=10, seconds=10)
    assert len(arrivals) == 100
    assert {arrival.customer for arrival in arrivals[:50]} == set(customers)
    assert arrivals == sorted(arrivals, key=lambda arrival: arrival.at)


def test_a_percentile_is_not_exceeded_by_that_many():
    values = [float(value) for value in range(1, 102)]
    assert percentile(values, 50) == 51.0
    assert percentile(values, 99) == 100.0
    assert percentile([], 99) == 0.0


def test_processor_time_of_this_process_grows():
    before = processor_seconds()[OURSELVES]
    sum(range(5_000_000))
    assert processor_seconds()[OURSELVES] > before

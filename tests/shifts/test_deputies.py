"""Who stands in for whom: never somebody who is away, never round in a circle."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from handoff.deputies import circle_of, deputy_of
from handoff.models import Absence

DAY = date(2026, 12, 1)
A, B, C, D, E = PEOPLE = [UUID(int=number) for number in range(1, 6)]


def away(user, deputy=None, first=DAY, last=None):
    last = last or first
    start = datetime(first.year, first.month, first.day, tzinfo=UTC)
    end = datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=1)
    return Absence(
        id=uuid4(), user_id=user, deputy_id=deputy, first_day=first, last_day=last, starts_at=start, ends_at=end
    )


days = st.integers(0, 6).map(lambda ahead: DAY + timedelta(days=ahead))
absences = st.builds(
    lambda user, deputy, one, other: away(user, deputy, min(one, other), max(one, other)),
    st.sampled_from(PEOPLE),
    st.none() | st.sampled_from(PEOPLE),
    days,
    days,
)


def test_who_is_there_answers_himself():
    assert deputy_of(A, DAY, []) == A
    assert deputy_of(A, DAY, [away(A, B, DAY + timedelta(days=1))]) == A


def test_a_deputy_who_is_away_has_his_own_stand_in():
    assert deputy_of(A, DAY, [away(A, B), away(B, C)]) == C
    assert deputy_of(A, DAY, [away(A, B), away(B, C, DAY + timedelta(days=1))]) == B


def test_without_a_deputy_in_the_end_it_is_the_teams():
    assert deputy_of(A, DAY, [away(A)]) is None
    assert deputy_of(A, DAY, [away(A, B), away(B)]) is None


def test_bad_data_that_go_in_a_circle_end():
    assert deputy_of(A, DAY, [away(A, B), away(B, A)]) is None
    assert deputy_of(A, DAY, [away(A, B), away(B, C), away(C, B)]) is None
    assert deputy_of(A, DAY, [away(A, A)]) is None


@given(st.sampled_from(PEOPLE), days, st.lists(absences, max_size=12))
def test_whoever_answers_is_there(user, day, known):
    answers = deputy_of(user, day, known)

    assert answers is None or not any(one.user_id == answers and one.touches(day) for one in known)


@given(days, st.lists(absences, max_size=12))
def test_who_answers_for_a_deputy_answers_for_whom_he_stands_in_for(day, known):
    last = {one.user_id: one for one in known if one.touches(day)}

    for user, one in last.items():
        if one.deputy_id is not None and deputy_of(user, day, known) is not None:
            assert deputy_of(user, day, known) == deputy_of(one.deputy_id, day, known)


def told(wanted, known):
    return [(link.deputy_id, link.user_id) for link in circle_of(wanted, known)]


def test_a_circle_is_told_by_who_stands_in_for_whom():
    assert told(away(A, B), [away(B, A)]) == [(B, A), (A, B)]
    assert told(away(A, B), [away(B, C), away(C, A)]) == [(B, A), (C, B), (A, C)]


def test_two_who_are_away_one_after_the_other_may_stand_in_for_each_other():
    assert told(away(A, B), [away(B, A, DAY + timedelta(days=1))]) == []


def test_a_circle_needs_all_of_it_at_the_same_time():
    week = timedelta(days=4)
    b = away(B, C, DAY, DAY + week)

    assert told(away(A, B, DAY, DAY + week), [b, away(C, A, DAY + week + timedelta(days=1))]) == []
    assert told(away(A, B, DAY, DAY + week), [b, away(C, A, DAY + week)]) == [(B, A), (C, B), (A, C)]


def test_a_circle_of_others_is_not_ones_own():
    assert told(away(A, B), [away(B, C), away(C, B)]) == []


def test_what_is_changed_does_not_stand_in_its_own_way():
    former = away(A, B)
    wanted = away(A, C)
    wanted.id = former.id

    assert told(wanted, [former, away(B, A), away(C)]) == []


def of_one_at_a_time(known):
    """As the database keeps them: nobody is away twice at once."""
    kept = []
    for one in known:
        meets = (
            one.user_id == other.user_id and one.first_day <= other.last_day and other.first_day <= one.last_day
            for other in kept
        )
        if one.user_id != one.deputy_id and not any(meets):
            kept.append(one)
    return kept


@given(st.lists(absences, max_size=14))
def test_with_every_circle_refused_everybody_is_answered_for_by_his_deputies_last(known):
    accepted = []
    for one in of_one_at_a_time(known):
        if not circle_of(one, accepted):
            accepted.append(one)

    for day in {one.first_day for one in accepted}:
        by_user = {one.user_id: one.deputy_id for one in accepted if one.touches(day)}
        for user in by_user:
            seen, at = {user}, by_user[user]
            while at in by_user:
                assert at not in seen
                seen.add(at)
                at = by_user[at]
            assert deputy_of(user, day, accepted) == at


@given(absences, st.lists(absences, max_size=14))
def test_looking_for_a_circle_ends_whatever_the_data(wanted, known):
    links = circle_of(wanted, known)

    assert not links or (links[0].user_id == wanted.user_id == links[-1].deputy_id)

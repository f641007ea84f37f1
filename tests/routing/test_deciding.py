"""Decisions about one chat, and what holds for every situation."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from handoff.models import SentOut
from handoff.routing import Chat, Give, MoveOn, Person, Reason, Situation, Stay, Team, decide
from handoff.routing.outsourcing import Outsourcing, When
from handoff.routing.situation import House

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
TEAM, CENTRE = UUID(int=100), UUID(int=200)
ANNA, BERND, CARLA = (UUID(int=number) for number in (1, 2, 3))
CHAT = Chat(UUID(int=10), "unlock", "de", due_at=NOW + timedelta(minutes=10), may_leave=True)


def person(number, *, chats=0, capacity=5, is_there=True, given_at=None, speaks=()):
    return Person(UUID(int=number), is_there, capacity, chats, given_at, frozenset(speaks))


def situation(*people, members=None, house=None, **team):
    those = {one.id: one for one in people}
    members = frozenset(members if members is not None else those)
    team = {"chats": 0, **team}
    return Situation(NOW, Team(TEAM, members, **team), those, house or House())


def test_who_has_most_free_places_gets_it():
    assert decide(CHAT, situation(person(1, chats=3), person(2, chats=1), person(3, chats=2))) == Give(BERND)


def test_of_equals_the_one_who_got_nothing_for_longest():
    minute = timedelta(minutes=1)
    people = (person(1, given_at=NOW - minute), person(2, given_at=NOW - 9 * minute), person(3, given_at=NOW))

    assert decide(CHAT, situation(*people)) == Give(BERND)
    assert decide(CHAT, situation(*people, person(4))) == Give(UUID(int=4))


def test_nobody_there_and_nobody_free_are_told_apart():
    assert decide(CHAT, situation(person(1, is_there=False))) == Stay(Reason.NOBODY)
    assert decide(CHAT, situation(person(1, chats=5))) == Stay(Reason.FULL)
    assert decide(CHAT, situation(person(1), push=False)) == Stay(Reason.TAKEN)


def test_a_team_takes_no_more_than_it_may():
    assert decide(CHAT, situation(person(1), chats=3, capacity=3)) == Stay(Reason.FULL)
    assert decide(CHAT, situation(person(1), chats=2, capacity=3)) == Give(ANNA)


def test_who_closed_the_last_chat_gets_the_next_even_where_chats_are_taken():
    chat = replace(CHAT, former=BERND)

    assert decide(chat, situation(person(1), person(2, chats=4), push=False)) == Give(BERND)
    assert decide(chat, situation(person(1), person(2, chats=5))) == Give(ANNA)
    assert decide(chat, situation(person(1), person(2), members=[ANNA])) == Give(ANNA)


def test_a_named_advisor_is_waited_for_until_an_answer_is_due():
    chat = replace(CHAT, named=CARLA)

    assert decide(chat, situation(person(1), person(3), members=[ANNA])) == Give(CARLA)
    assert decide(chat, situation(person(1), person(3, chats=5), members=[ANNA])) == Stay(Reason.NAMED)
    assert decide(replace(chat, due_at=NOW), situation(person(1), members=[ANNA])) == Give(ANNA)
    assert decide(replace(chat, passed_over=frozenset({CARLA})), situation(person(1), person(3))) == Give(ANNA)


def test_it_never_goes_back_to_who_let_it_lie_while_others_are_there():
    chat = replace(CHAT, passed_over=frozenset({ANNA}))

    assert decide(chat, situation(person(1), person(2, chats=4))) == Give(BERND)
    assert decide(chat, situation(person(1), person(2, chats=5))) == Stay(Reason.FULL)
    assert decide(chat, situation(person(1), person(2, is_there=False))) == Give(ANNA)


def test_english_waits_for_who_speaks_it_until_it_is_late():
    chat = replace(CHAT, language="en")
    german, both = person(1, speaks=["de"]), person(2, chats=5)

    assert decide(chat, situation(german, person(2, chats=3))) == Give(BERND)
    assert decide(chat, situation(german, both)) == Stay(Reason.FULL)
    assert decide(replace(chat, due_at=NOW), situation(german, both)) == Give(ANNA)
    assert decide(chat, situation(german)) == Give(ANNA)


def test_above_so_many_chats_in_the_house_the_centre_takes_over():
    rule = Outsourcing(When.ABOVE, CENTRE, above=4)

    assert decide(CHAT, situation(person(1), house=House(chats=3, outsourcing=(rule,)))) == Give(ANNA)
    assert decide(CHAT, situation(person(1), house=House(chats=4, outsourcing=(rule,)))) == MoveOn(
        CENTRE, SentOut.ABOVE
    )


def test_each_rule_sends_its_chats_and_the_first_that_fits_counts():
    always = Outsourcing(When.ALWAYS, CENTRE, topics=frozenset({"limit"}))
    closed = Outsourcing(When.CLOSED, UUID(int=300))
    at_home = House(is_open=True, outsourcing=(always, closed))
    gone = House(is_open=False, outsourcing=(always, closed))
    limit = replace(CHAT, topic="limit")

    assert decide(limit, situation(person(1), house=at_home)) == MoveOn(CENTRE, SentOut.TOPIC)
    assert decide(CHAT, situation(person(1), house=at_home)) == Give(ANNA)
    assert decide(limit, situation(person(1), house=gone)) == MoveOn(CENTRE, SentOut.TOPIC)
    assert decide(CHAT, situation(person(1), house=gone)) == MoveOn(UUID(int=300), SentOut.CLOSED)


def test_nothing_leaves_that_may_not_or_that_nobody_would_take():
    rule = Outsourcing(When.ALWAYS, CENTRE)
    confidential = replace(CHAT, may_leave=False)

    assert decide(confidential, situation(person(1), house=House(outsourcing=(rule,)))) == Give(ANNA)
    shut = replace(rule, is_open=False)
    assert decide(CHAT, situation(person(1), house=House(outsourcing=(shut,)))) == Give(ANNA)


PEOPLE = st.lists(
    st.builds(
        person,
        st.integers(1, 8),
        chats=st.integers(0, 7),
        capacity=st.integers(0, 6),
        is_there=st.booleans(),
        given_at=st.none() | st.integers(0, 600).map(lambda minutes: NOW - timedelta(minutes=minutes)),
        speaks=st.sampled_from([(), ("de",), ("en",), ("de", "en")]),
    ),
    unique_by=lambda one: one.id,
)
IDS = st.integers(1, 9).map(lambda number: UUID(int=number))
CHATS = st.builds(
    Chat,
    st.integers(10, 99).map(lambda number: UUID(int=number)),
    st.sampled_from(["unlock", "limit", None]),
    st.sampled_from(["de", "en"]),
    due_at=st.integers(-30, 30).map(lambda minutes: NOW + timedelta(minutes=minutes)),
    named=st.none() | IDS,
    former=st.none() | IDS,
    passed_over=st.frozensets(IDS, max_size=3),
    may_leave=st.booleans(),
)
RULES = st.lists(
    st.builds(
        Outsourcing,
        st.sampled_from(When),
        st.just(CENTRE),
        above=st.integers(1, 5),
        topics=st.frozensets(st.sampled_from(["unlock", "limit"])),
        is_open=st.booleans(),
    ),
    max_size=3,
).map(tuple)


@st.composite
def situations(draw):
    people = draw(PEOPLE)
    members = draw(st.frozensets(st.sampled_from([one.id for one in people]))) if people else frozenset()
    capacity = draw(st.none() | st.integers(1, 8))
    team = Team(TEAM, members, draw(st.integers(0, 9)), capacity, push=draw(st.booleans()))
    house = House(draw(st.booleans()), draw(st.integers(0, 6)), draw(RULES))
    return Situation(NOW, team, {one.id: one for one in people}, draw(st.sampled_from([house, None])))


@given(situations(), CHATS)
def test_only_who_is_there_and_has_room_is_given_a_chat(now, chat):
    decision = decide(chat, now)

    if isinstance(decision, Give):
        receiver = now.people[decision.person]
        assert receiver.is_there and receiver.chats < receiver.capacity
        assert receiver.id == chat.named or (receiver.id in now.team.members and not now.team.is_full)


@given(situations(), st.lists(CHATS, max_size=12, unique_by=lambda chat: chat.id))
def test_a_queue_carried_out_in_order_overfills_nobody(now, chats):
    before = {one.id: one.chats for one in now.people.values()}
    for chat in chats:
        decision = decide(chat, now)
        if isinstance(decision, Give):
            now.give(decision.person)

    assert all(one.chats <= max(one.capacity, before[one.id]) for one in now.people.values())


@given(situations(), CHATS)
def test_what_may_not_leave_stays_in_the_house(now, chat):
    decision = decide(replace(chat, may_leave=False), now)

    assert not isinstance(decision, MoveOn)


@given(situations(), CHATS)
def test_nobody_is_passed_over_who_could_take_an_unnamed_chat_of_a_team_that_gives(now, chat):
    now.team.push, now.team.capacity, now.house = True, None, None
    chat = replace(chat, named=None)
    free = [now.people[one] for one in now.team.members if now.people[one].is_there and now.people[one].places]
    there = [one for one in now.team.members if now.people[one].is_there]
    others = [one for one in there if one not in chat.passed_over]
    speaking = [one for one in free if one.answers_in(chat.language) and (one.id in others or not others)]

    decision = decide(chat, now)

    if speaking:
        assert isinstance(decision, Give)
    if isinstance(decision, Stay) and decision.reason is Reason.NOBODY:
        assert not there


@given(situations(), CHATS, st.randoms())
def test_the_decision_does_not_depend_on_the_order_of_people(now, chat, chance):
    people = list(now.people.items())
    chance.shuffle(people)

    assert decide(chat, replace(now, people=dict(people))) == decide(chat, now)

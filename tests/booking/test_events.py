"""Signing up: never over the places, whoever comes at once, and those who wait move up."""

import asyncio

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from actions.event.words import people_in
from handoff.events import Full, move_up, sign_off, sign_up, sign_ups_of, upcoming_events, wait_for_place
from handoff.models import Conversation, Event, Message, Owner, SignUp, SignUpState
from tests.booking.talking import Talk, at, institution_of, new_conversation

# Rasa compares entities, as a tapped button has them, by a call that its library has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:keys will default to True in jsonpickle:DeprecationWarning")

NOW = at("2026-11-25 10:00")


async def event_with(session, *, places):
    institution = await institution_of(session)
    event = (await upcoming_events(session, institution_id=institution.id, now=NOW))[0]
    event.places = places
    await session.flush()
    return event


async def joins(session, event, *, people=1):
    conversation = await new_conversation(session, now=NOW)
    await sign_up(session, event, customer_id=conversation.customer_id, people=people, now=NOW)
    return conversation


async def of(session, conversation):
    (one,) = await sign_ups_of(session, customer_id=conversation.customer_id, now=NOW)
    return one


async def test_of_20_at_once_5_get_the_5_places(sessions):
    async def try_it():
        async with sessions.begin() as session:
            try:
                return await joins(session, await session.get_one(Event, event_id))
            except Full as full:
                assert full.free == 0
                return None

    async with sessions.begin() as session:
        event_id = (await event_with(session, places=5)).id
    results = await asyncio.gather(*(try_it() for _ in range(20)))

    assert sum(result is not None for result in results) == 5
    async with sessions() as session:
        assert (await session.get_one(Event, event_id)).taken == 5


async def test_the_database_itself_refuses_more_people_than_places(sessions):
    async with sessions.begin() as session:
        event = await event_with(session, places=1)
        conversation = await joins(session, event)

        with pytest.raises(IntegrityError):
            async with session.begin_nested():
                await session.execute(
                    text("UPDATE sign_ups SET people = 2 WHERE customer_id = :id"), {"id": conversation.customer_id}
                )


async def test_signing_up_twice_changes_the_number(sessions):
    async with sessions.begin() as session:
        event = await event_with(session, places=5)
        conversation = await joins(session, event, people=2)

        place = await sign_up(session, event, customer_id=conversation.customer_id, people=5, now=NOW)

        assert (place.former, place.sign_up.people, event.free) == (2, 5, 0)


async def test_a_number_that_doesn_t_fit_changes_nothing(sessions):
    async with sessions.begin() as session:
        event = await event_with(session, places=3)
        conversation = await joins(session, event, people=2)

        with pytest.raises(Full) as full:
            await sign_up(session, event, customer_id=conversation.customer_id, people=4, now=NOW)

        assert full.value.free == 3
        assert (await of(session, conversation)).people == 2


async def test_the_first_who_waits_and_fits_moves_up(sessions):
    async with sessions.begin() as session:
        event = await event_with(session, places=2)
        coming = await joins(session, event, people=2)
        waiting = [await new_conversation(session, now=NOW) for _ in range(3)]
        for number, (conversation, people) in enumerate(zip(waiting, (3, 1, 1), strict=True)):
            later = at(f"2026-11-25 10:0{number}")
            await wait_for_place(session, event, customer_id=conversation.customer_id, people=people, now=later)

        await sign_off(session, await of(session, coming), now=NOW)

        states = [(await of(session, conversation)).state for conversation in waiting]
        assert states == [SignUpState.WAITING, SignUpState.COMING, SignUpState.COMING]
        assert event.free == 0


async def test_coming_with_fewer_lets_somebody_move_up(sessions):
    async with sessions.begin() as session:
        event = await event_with(session, places=2)
        coming = await joins(session, event, people=2)
        waiting = await new_conversation(session, now=NOW)
        await wait_for_place(session, event, customer_id=waiting.customer_id, people=1, now=NOW)

        await sign_up(session, event, customer_id=coming.customer_id, people=1, now=NOW)

        assert (await of(session, waiting)).state is SignUpState.COMING


@pytest.mark.parametrize(
    ("heard", "owner", "attention", "messages"),
    [
        ("2026-11-24 10:01", Owner.BOT, None, 1),
        ("2026-11-24 10:00", Owner.BOT, "waiting_list", 0),
        ("2026-11-25 09:00", Owner.WAITING, "waiting_list", 0),
    ],
)
async def test_who_moved_up_is_told_while_whatsapp_allows_it(sessions, heard, owner, attention, messages):
    async with sessions.begin() as session:
        event = await event_with(session, places=1)
        coming = await joins(session, event)
        waiting = await new_conversation(session, now=NOW)
        waiting.last_inbound_at, waiting.owner = at(heard), owner
        await wait_for_place(session, event, customer_id=waiting.customer_id, people=1, now=NOW)

        await sign_off(session, await of(session, coming), now=NOW)

        told = (await session.scalars(select(Message).where(Message.conversation_id == waiting.id))).all()
        assert (waiting.attention, len(told)) == (attention, messages)


async def test_nobody_moves_up_while_nothing_is_free(sessions):
    async with sessions.begin() as session:
        event = await event_with(session, places=1)
        await joins(session, event)
        waiting = await new_conversation(session, now=NOW)
        await wait_for_place(session, event, customer_id=waiting.customer_id, people=1, now=NOW)

        assert await move_up(session, event, now=NOW) == []


async def test_a_customer_on_the_waiting_list_hears_in_his_language(sessions, bot):
    async with sessions.begin() as session:
        event = await event_with(session, places=1)
        coming = await joins(session, event)
        waiting = await new_conversation(session, now=NOW)
        waiting.language = "en"
        await wait_for_place(session, event, customer_id=waiting.customer_id, people=1, now=NOW)
    talk = Talk(bot, sessions, coming.id, NOW)

    await talk.says("ich möchte mich wieder abmelden")
    assert await talk.says("ja") == ["utter_event_signed_off"]

    async with sessions() as session:
        news = await session.scalar(select(Message.body).where(Message.conversation_id == waiting.id))
        assert news.startswith("Good news")


async def test_a_thumb_up_counts_only_right_after_the_events(talk):
    await talk.says("Welche Veranstaltungen gibt es?")
    await talk.says("Wann habt ihr heute auf?")

    assert await talk.says("👍") == ["utter_menu"]


async def test_a_lost_card_leaves_the_sign_up(talk, sessions):
    await talk.says("ich möchte mich zum Börsenabend anmelden")

    assert (await talk.says("meine Karte wurde gestohlen"))[0] == "utter_block_card"
    assert talk.form is None
    async with sessions() as session:
        assert (await session.scalars(select(SignUp))).all() == []
        assert (await session.scalars(select(Conversation.attention))).all() == [None]


@pytest.mark.parametrize(
    ("text", "language", "people"),
    [
        ("am Samstag zu zweit", "de", 2),
        ("zu Börse am Abend mit 3 Personen", "de", 3),
        ("the stock market evening, four people", "en", 4),
        ("on Saturday, just me", "en", 1),
        ("am Samstag um 10", "de", None),
        ("on December 5th", "en", None),
    ],
)
def test_people_are_counted_beside_a_day_or_a_time(text, language, people):
    assert people_in(text, language) == people

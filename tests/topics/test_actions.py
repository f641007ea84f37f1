"""What the bot tells of bookings, and what it hands to people."""

from datetime import timedelta

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import select

from actions.handoff import HandOver
from actions.state import TellState
from handoff.models import (
    Advisor,
    Appointment,
    AppointmentState,
    Callback,
    Event,
    HandoffReason,
    Meeting,
    SignUp,
    SignUpState,
)

DOMAIN = {"slots": {"appointment_topic": {}, "misunderstood": {"initial_value": 0}, "language": {}}}


def heard(intent="ask_state", *, slots=None, entities=(), form=None, left=None):
    message = {"intent": {"name": intent}, "text": "", "entities": list(entities)}
    events = [{"event": "active_loop", "name": name} for name in (form or left,) if name]
    return Tracker("one", slots or {}, message, events, False, None, {"name": form} if form else {}, None)


async def said_by(action, tracker):
    dispatcher = CollectingDispatcher()
    events = await action.run(dispatcher, tracker, DOMAIN)
    return [message["response"] for message in dispatcher.messages], dispatcher.messages, events


async def book(turn, *, starts_at, state=AppointmentState.BOOKED):
    advisor = await turn.session.scalar(select(Advisor).where(Advisor.slug == "muster"))
    turn.session.add(
        Appointment(
            institution_id=turn.institution.id,
            advisor_id=advisor.id,
            customer_id=turn.customer.id,
            topic="credit",
            meeting=Meeting.BRANCH,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=45),
            state=state,
            created_at=turn.now,
        )
    )
    await turn.session.flush()


async def test_the_next_appointment_is_told_not_a_past_or_a_cancelled_one(turn):
    await book(turn, starts_at=turn.now - timedelta(days=1))
    await book(turn, starts_at=turn.now + timedelta(days=1), state=AppointmentState.CANCELLED)
    await book(turn, starts_at=turn.now + timedelta(days=2))

    names, messages, _ = await said_by(TellState(), heard())

    assert names == ["utter_state_appointment"]
    assert (messages[0]["when"], messages[0]["advisor"]) == ("Freitag, 27. November, 10 Uhr", "Maria Muster")


async def test_callback_sign_ups_and_appointment_are_told_together(turn):
    event = await turn.session.scalar(select(Event).where(Event.slug == "hausbau"))
    ids = {"institution_id": turn.institution.id, "customer_id": turn.customer.id}
    turn.session.add(SignUp(event_id=event.id, people=2, state=SignUpState.COMING, created_at=turn.now, **ids))
    span = {"earliest": turn.now + timedelta(hours=1), "latest": turn.now + timedelta(hours=2)}
    call = {"conversation_id": turn.conversation.id, "topic": "limit", "phone": b"", "language": "de"}
    turn.session.add(Callback(created_at=turn.now, **ids, **span, **call))
    await book(turn, starts_at=turn.now + timedelta(days=2))

    names, _, _ = await said_by(TellState(), heard())

    assert names == ["utter_state_callback", "utter_state_coming", "utter_state_appointment"]


async def test_a_call_whose_time_has_passed_is_not_told(turn):
    ids = {"institution_id": turn.institution.id, "customer_id": turn.customer.id}
    span = {"earliest": turn.now - timedelta(hours=2), "latest": turn.now - timedelta(hours=1)}
    call = {"conversation_id": turn.conversation.id, "topic": "limit", "phone": b"", "language": "de"}
    turn.session.add(Callback(created_at=turn.now - timedelta(days=1), **ids, **span, **call))

    names, _, _ = await said_by(TellState(), heard())

    assert names == ["utter_state_nothing"]


@pytest.mark.parametrize(
    ("entities", "form", "names"),
    [
        ([], None, ["utter_state_nothing"]),
        ([{"entity": "old_button", "value": "yes"}], None, ["utter_old_button", "utter_state_nothing"]),
        ([], "appointment_form", ["utter_state_form"]),
        ([{"entity": "old_button", "value": "yes"}], "appointment_form", ["utter_old_button"]),
    ],
)
async def test_without_bookings_it_is_the_form_or_the_menu(turn, entities, form, names):
    assert (await said_by(TellState(), heard(entities=entities, form=form)))[0] == names


async def test_what_was_gathered_goes_along_without_number_and_is_forgotten(turn):
    known = {
        "appointment_topic": "credit",
        "appointment_meeting": None,
        "appointment_branch": "mitte",
        "appointment_when": {"day": "2026-11-27", "last_day": None, "start": "10:00", "end": None, "soonest": False},
        "callback_number": "sealed",
        "misunderstood": 2,
        "language": "de",
    }

    _, _, events = await said_by(HandOver(), heard("ask_human", slots=known, left="appointment_form"))

    assert turn.wish.topic == "appointment"
    assert turn.wish.gathered == {
        "appointment_topic": "Kredit und Finanzierung",
        "appointment_branch": "Filiale Mitte",
        "appointment_when": "Freitag, 27. November, 10 Uhr",
    }
    assert {(event["name"], event["value"]) for event in events} == {("appointment_topic", None), ("misunderstood", 0)}


@pytest.mark.parametrize(
    ("now", "topic", "response", "opening"),
    [
        ("2026-11-25T10:00", None, "utter_handed_over_open", None),
        # From 20 to 22 h another company helps out, with what may leave the house.
        ("2026-11-25T20:00", None, "utter_handed_over_open", None),
        ("2026-11-25T22:00", None, "utter_handed_over_closed", "Donnerstag, 26. November, 8 Uhr"),
        ("2026-11-25T19:00", "unlock", "utter_handed_over_open", None),
        ("2026-11-25T20:00", "complaint", "utter_handed_over_closed", "Donnerstag, 26. November, 8 Uhr"),
        ("2026-11-25T22:00", "unlock", "utter_handed_over_closed", "Donnerstag, 26. November, 8 Uhr"),
        ("2026-12-24T11:59", None, "utter_handed_over_open", None),
        ("2026-12-24T12:00", None, "utter_handed_over_closed", "Montag, 28. Dezember, 8 Uhr"),
        ("2026-12-24T09:00", "appointment", "utter_handed_over_closed", "Montag, 28. Dezember, 9 Uhr"),
    ],
)
async def test_the_customer_hears_when_the_topics_team_is_there(turn, now, topic, response, opening):
    turn.now = turn.now.fromisoformat(now).replace(tzinfo=turn.zone)
    turn.conversation.topic = topic

    names, messages, _ = await said_by(HandOver(), heard("ask_human"))

    assert names == [response]
    assert messages[0].get("opening") == opening


@pytest.mark.parametrize(
    ("topic", "wished", "reason"),
    [
        ("order", "order", HandoffReason.CONFIDENTIAL),
        ("personal_data", "personal_data", HandoffReason.CONFIDENTIAL),
        ("limit", "limit", HandoffReason.REQUEST),
        ("smalltalk", "human", HandoffReason.REQUEST),
        (None, "human", HandoffReason.REQUEST),
    ],
)
async def test_the_last_topic_goes_along_and_says_whether_it_is_confidential(turn, topic, wished, reason):
    turn.conversation.topic = topic

    await said_by(HandOver(), heard("ask_human"))

    assert (turn.wish.topic, turn.wish.reason) == (wished, reason)

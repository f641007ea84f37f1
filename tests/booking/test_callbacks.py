"""Callbacks: only while the team is there, and the number stays sealed."""

from datetime import date, time

import pytest
from sqlalchemy import select

from handoff.callbacks import Window, find_window, own_number
from handoff.hours import Hours
from handoff.models import Callback, CallbackState, Team
from handoff.when import When, understand
from tests.booking.talking import VAULT, ZONE, at

# Rasa compares entities, as a tapped button has them, by a call that its library has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:keys will default to True in jsonpickle:DeprecationWarning")

NOW = at("2026-11-25 10:00")
TEAM = Hours("Mo-Fr 08:00-12:00,13:00-18:00; PH off; Dec 24 off; Dec 31 off", "NW")


def window(said, *, now=NOW, language="de"):
    return find_window(TEAM, understand(said, now=now, language=language), now=now)


@pytest.mark.parametrize(
    ("said", "earliest", "latest", "as_wished"),
    [
        ("morgen vormittag", "2026-11-26 08:00", "2026-11-26 12:00", True),
        ("morgen zwischen 10 und 12", "2026-11-26 10:00", "2026-11-26 12:00", True),
        ("morgen um 10", "2026-11-26 10:00", "2026-11-26 11:00", True),
        ("zwischen 14 und 16", "2026-11-25 14:00", "2026-11-25 16:00", True),
        ("zwischen 8 und 9", "2026-11-26 08:00", "2026-11-26 09:00", True),
        ("egal", "2026-11-25 13:00", "2026-11-25 18:00", True),
        ("heute nachmittag", "2026-11-25 13:00", "2026-11-25 18:00", True),
        ("morgen um 17.45 Uhr", "2026-11-26 13:00", "2026-11-26 18:00", False),
        ("Samstag um 11", "2026-11-30 11:00", "2026-11-30 12:00", False),
        ("24.12. um 10", "2026-12-28 10:00", "2026-12-28 11:00", False),
        ("29.2.", "2026-11-25 13:00", "2026-11-25 18:00", False),
    ],
)
def test_a_wish_becomes_a_window_in_the_team_s_hours(said, earliest, latest, as_wished):
    now = at("2026-12-23 09:00") if said.startswith("24.12") else NOW

    found = window(said, now=now)

    assert found.window == Window(at(earliest), at(latest))
    assert found.as_wished is as_wished


def test_a_window_begins_on_a_quarter_of_an_hour_and_not_at_once():
    found = window("egal", now=at("2026-11-25 14:07"))

    assert found.window == Window(at("2026-11-25 14:45"), at("2026-11-25 18:00"))


def test_on_a_29th_of_february_there_are_calls_too():
    found = find_window(TEAM, When(date(2028, 2, 29), time(9), None), now=at("2028-02-28 12:00"))

    assert found.window.earliest == at("2028-02-29 09:00")


def test_a_team_that_is_never_there_has_no_window():
    never = Hours("2020 Jan 01 08:00-09:00", "NW")

    assert find_window(never, When(None, None, None, soonest=True), now=NOW) is None


async def test_the_number_is_sealed_in_the_row_and_in_the_dialogue(talk, sessions):
    await talk.says("Bitte rufen Sie mich morgen zwischen 10 und 12 unter 0170 1234567 zurück")
    await talk.taps("Tageslimit")
    assert "1234567" not in str(talk.state)
    assert "•••• 567" in talk.texts
    await talk.says("ja")

    async with sessions() as session:
        callback = (await session.scalars(select(Callback))).one()
        team = await session.get_one(Team, callback.team_id)
    assert b"1234567" not in callback.phone
    assert VAULT.unseal(callback.phone.decode().encode()) == "+491701234567"
    assert (callback.topic, team.slug, callback.state) == ("limit", "ebanking", CallbackState.OPEN)
    assert callback.earliest.astimezone(ZONE) == at("2026-11-26 10:00")


async def test_the_number_he_writes_from_comes_out_of_the_vault(talk):
    async with talk.context() as context:
        number = await own_number(context.session, customer_id=context.customer.id, vault=context.vault)

    assert number == "+4915155501234"


async def test_after_a_topic_the_call_is_about_it(talk, sessions):
    await talk.says("My online banking is locked")

    assert await talk.says("yes") == ["utter_ask_callback_phone_or_own"]
    assert talk.buttons == ["This number"]


async def test_a_button_says_what_the_call_is_about(talk):
    assert await talk.chooses("request_callback", callback_topic="unlock") == ["utter_ask_callback_phone_or_own"]


async def test_nobody_is_called_twice(talk, sessions):
    for day in ("morgen um 10", "übermorgen um 10"):
        await talk.chooses("request_callback", callback_topic="limit")
        await talk.says(day)
        if talk.state["slots"].get("requested_slot") == "callback_phone":
            await talk.taps("Diese Nummer")
        assert await talk.says("ja") == ["utter_callback_noted"]

    async with sessions() as session:
        states = (await session.scalars(select(Callback.state).order_by(Callback.earliest))).all()
    assert states == [CallbackState.CANCELLED, CallbackState.OPEN]


async def test_a_call_confirmed_too_late_is_planned_anew(talk):
    await talk.chooses("request_callback", callback_topic="limit")
    await talk.taps("Diese Nummer")
    await talk.says("heute um 14 Uhr")
    talk.now = at("2026-11-26 09:00")

    replies = await talk.says("ja")

    assert replies == ["utter_callback_not_then", "utter_ask_callback_confirm"]
    assert "26. November" in talk.texts


async def test_a_message_that_is_no_answer_is_asked_again(talk):
    await talk.chooses("request_callback", callback_topic="limit")

    assert (await talk.says("blaue Bananen"))[-1] == "utter_ask_callback_phone_or_own"


async def test_another_topic_in_between_is_answered_and_the_form_goes_on(talk):
    await talk.chooses("request_callback", callback_topic="limit")

    replies = await talk.says("Welche Veranstaltungen gibt es?")

    assert replies == ["utter_events", "utter_ask_callback_phone_or_own"]


async def test_changing_to_another_form_starts_that_one_fresh(talk):
    await talk.chooses("request_callback", callback_topic="limit")

    assert await talk.says("Ich brauche doch lieber einen Termin") == ["utter_ask_appointment_form_appointment_topic"]
    assert talk.form == "appointment_form"

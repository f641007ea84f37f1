"""Booking an advisor's time: never twice, never outside the hours, whatever the calendar does."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from icalendar import Calendar
from sqlalchemy import func, select

from handoff.appointments import SlotGone, Why, as_ics, book, booked_at, cancel, find_slots, free_slots, move, upcoming
from handoff.appointments.slots import Desk, choose
from handoff.hours import Hours
from handoff.hours import Span as Busy
from handoff.models import Appointment, AppointmentState, Meeting
from handoff.when import When, understand
from tests.booking.talking import ZONE, at, institution_of, new_conversation

# Rasa compares entities, as a tapped button has them, by a call that its library has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:keys will default to True in jsonpickle:DeprecationWarning")

NOW = at("2026-11-25 10:00")
ADVISOR = UUID(int=1)


def desk(hours="Mo-Fr 09:00-12:00,14:00-18:00; PH off; Dec 24 off; Dec 31 off", state="NW", busy=()):
    return Desk(ADVISOR, Hours(hours, state), timedelta(minutes=45), tuple(busy))


def found(text, *, now=NOW, **of_desk):
    return choose((desk(**of_desk),), understand(text, now=now, language="de"), now)


def starts(found):
    return [slot.starts_at.strftime("%d.%m. %H:%M") for slot in found.slots]


def test_a_named_time_that_is_free_is_the_only_one():
    assert found("morgen um 10.15").exact
    assert starts(found("morgen um 10.15")) == ["26.11. 10:15"]


def test_without_a_wish_the_next_three_are_two_hours_ahead():
    assert starts(choose((desk(),), None, NOW)) == ["25.11. 14:00", "25.11. 15:00", "25.11. 16:00"]


def test_a_taken_time_gives_those_beside_it():
    taken = Busy(at("2026-11-26 10:00"), at("2026-11-26 10:45"))

    answer = found("morgen um 10", busy=[taken])

    assert (answer.exact, answer.why) == (False, Why.TAKEN)
    assert starts(answer) == ["26.11. 09:00", "26.11. 11:00", "26.11. 14:00"]


@pytest.mark.parametrize(
    ("said", "why", "first"),
    [
        ("24.12.", Why.CLOSED, "28.12. 09:00"),
        ("25.12. um 10", Why.CLOSED, "28.12. 10:00"),
        ("Sonntag", Why.CLOSED, "30.11. 09:00"),
        ("29.2.", Why.IMPOSSIBLE, "25.11. 14:00"),
        ("gestern", Why.PAST, "25.11. 14:00"),
        ("24.11.2026 um 10", Why.PAST, "25.11. 14:00"),
        ("heute um 11", Why.SHORT_NOTICE, "25.11. 14:00"),
        ("heute um 9", Why.PAST, "25.11. 14:00"),
        ("1. März", Why.TOO_FAR, "25.11. 14:00"),
        ("am Wochenende", Why.CLOSED, "30.11. 09:00"),
        ("um 7 Uhr abends", Why.TAKEN, "25.11. 14:00"),
    ],
)
def test_what_is_not_possible_is_answered_with_the_next_possible(said, why, first):
    answer = found(said)

    assert answer.why is why
    assert starts(answer)[0] == first


def test_a_day_without_a_gap_is_full():
    day = Busy(at("2026-11-26 09:00"), at("2026-11-26 18:00"))

    answer = found("morgen", busy=[day])

    assert answer.why is Why.FULL
    assert starts(answer)[0] == "27.11. 09:00"


def test_nothing_beyond_eight_weeks_is_offered():
    answer = choose((desk(hours="2027 Mar 01-31 09:00-12:00"),), None, NOW)

    assert answer.slots == ()


def test_on_the_29th_of_february_that_day_can_be_booked():
    answer = found("heute um 15 Uhr", now=at("2028-02-29 09:00"))

    assert answer.exact
    assert starts(answer) == ["29.02. 15:00"]


@pytest.mark.parametrize(("day", "offset"), [("2026-03-29", 2), ("2026-10-25", 1)])
def test_on_the_day_the_clocks_change_an_appointment_keeps_its_time_and_length(day, offset):
    now = at(f"{day} 00:30") - timedelta(days=1)

    answer = choose((desk("Mo-Su 09:00-12:00"),), When(date.fromisoformat(day), time(9), None), now)

    (slot,) = answer.slots
    assert slot.starts_at.utcoffset() == timedelta(hours=offset)
    assert slot.ends_at.astimezone(UTC) - slot.starts_at.astimezone(UTC) == timedelta(minutes=45)


def test_across_the_lost_hour_no_appointment_is_shorter_than_it_should_be():
    now = at("2026-03-28 12:00")

    answer = choose((desk("Mo-Su 01:00-05:00"),), When(date(2026, 3, 29), None, None), now)

    assert {slot.ends_at.timestamp() - slot.starts_at.timestamp() for slot in answer.slots} == {45 * 60}


async def slots_at(session, text, **more):
    institution = await institution_of(session)
    wanted = understand(text, now=NOW, language="de")
    asked = {"topic": "credit", "meeting": Meeting.BRANCH, "branch": "mitte", **more}
    return institution, await free_slots(session, institution=institution, wanted=wanted, now=NOW, **asked)


async def booked(session, slot, institution, conversation, now=NOW):
    return await book(
        session,
        slot,
        customer_id=conversation.customer_id,
        conversation_id=conversation.id,
        institution=institution,
        topic="credit",
        meeting=Meeting.BRANCH,
        now=now,
    )


async def test_of_parallel_bookings_of_one_time_one_wins(sessions):
    async def try_it():
        async with sessions.begin() as session:
            conversation = await new_conversation(session, now=NOW)
            try:
                return await booked(session, slot, await institution_of(session), conversation)
            except SlotGone:
                return None

    async with sessions() as session:
        _, (slot,) = await slots_at(session, "Freitag um 10")
    results = await asyncio.gather(*(try_it() for _ in range(10)))

    assert sum(result is not None for result in results) == 1
    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Appointment)) == 1


async def test_after_a_lost_race_the_transaction_goes_on(sessions):
    async with sessions.begin() as session:
        conversation = await new_conversation(session, now=NOW)
        institution, (slot,) = await slots_at(session, "Freitag um 10")
        await booked(session, slot, institution, conversation)
        with pytest.raises(SlotGone):
            await booked(session, slot, institution, conversation)

        _, others = await slots_at(session, "Freitag um 11")

        assert others


async def test_what_lies_outside_the_hours_or_in_the_past_is_never_booked(sessions):
    async with sessions.begin() as session:
        conversation = await new_conversation(session, now=NOW)
        institution, (slot,) = await slots_at(session, "Freitag um 10")

        with pytest.raises(SlotGone):
            await booked(session, slot, institution, conversation, now=at("2026-11-27 09:30"))


async def test_an_appointment_moves_onto_a_time_that_it_overlaps_itself(sessions):
    async with sessions.begin() as session:
        conversation = await new_conversation(session, now=NOW)
        institution, (slot,) = await slots_at(session, "Freitag um 10")
        appointment = await booked(session, slot, institution, conversation)
        found = await find_slots(
            session,
            institution=institution,
            topic="credit",
            meeting=Meeting.BRANCH,
            branch="mitte",
            wanted=understand("Freitag um 10.30", now=NOW, language="de"),
            now=NOW,
            customer_id=conversation.customer_id,
            moving=appointment.id,
        )
        await move(session, appointment, found.slots[0], meeting=Meeting.BRANCH, institution=institution, now=NOW)

        assert appointment.starts_at.astimezone(ZONE) == at("2026-11-27 10:30")
        assert appointment.sequence == 1


async def test_who_can_t_be_moved_stays_where_he_was(sessions):
    async with sessions.begin() as session:
        institution, (ten,) = await slots_at(session, "Freitag um 10")
        first = await booked(session, ten, institution, await new_conversation(session, now=NOW))
        three = type(ten)(ten.advisor_id, ten.starts_at + timedelta(hours=5), ten.ends_at + timedelta(hours=5))
        other = await booked(session, three, institution, await new_conversation(session, now=NOW))

        with pytest.raises(SlotGone):
            await move(session, other, ten, meeting=Meeting.BRANCH, institution=institution, now=NOW)

        assert (other.starts_at, other.sequence) == (three.starts_at, 0)
        assert first.state is AppointmentState.BOOKED


async def test_a_cancelled_time_can_be_booked_again(sessions):
    async with sessions.begin() as session:
        conversation = await new_conversation(session, now=NOW)
        institution, (slot,) = await slots_at(session, "Freitag um 10")
        await cancel(session, await booked(session, slot, institution, conversation))

        again = await booked(session, slot, institution, conversation)

        assert [one.id for one in await upcoming(session, customer_id=conversation.customer_id, now=NOW)] == [again.id]


async def test_the_calendar_file_follows_each_change(sessions):
    async with sessions.begin() as session:
        institution, (slot,) = await slots_at(session, "Freitag um 10")
        appointment = await booked(session, slot, institution, await new_conversation(session, now=NOW))
        loaded = await booked_at(session, appointment.id)
        event = read(as_ics(loaded, institution=institution, language="de", now=NOW))
        await cancel(session, loaded)
        cancelled = read(as_ics(loaded, institution=institution, language="en", now=NOW))

    assert event["uid"] == cancelled["uid"] == f"{appointment.id}@schalter"
    assert (event["sequence"], cancelled["sequence"]) == (0, 1)
    assert (event["status"], cancelled["status"]) == ("CONFIRMED", "CANCELLED")
    assert event["dtstart"].dt == datetime(2026, 11, 27, 9, tzinfo=UTC)
    assert event["dtstart"].params["TZID"] == "Europe/Berlin"
    assert event["organizer"].params["CN"] == "Sparkasse Musterstadt"
    assert "Musterplatz 1" in event["location"]


def read(ics):
    calendar = Calendar.from_ical(ics)
    (event,) = calendar.walk("VEVENT")
    assert calendar.walk("VTIMEZONE")
    return event


async def wishes(talk, branch, when):
    await talk.says("Ich brauche einen Termin")
    for answer in ("Kredit", branch, when):
        await talk.says(answer)
    assert talk.buttons == ["Ja", "Andere Zeit"]


async def test_a_slot_that_went_between_offer_and_yes_is_answered_with_others(talk, sessions):
    await wishes(talk, "Filiale Nord", "am Montag um 10")
    async with sessions.begin() as session:
        institution, (slot,) = await slots_at(session, "Montag um 10", branch="nord")
        await booked(session, slot, institution, await new_conversation(session, now=NOW))

    assert await talk.says("Ja") == ["utter_appointment_gone", "utter_ask_appointment_when"]
    assert "Mo 30.11., 10 Uhr" not in talk.buttons


async def test_two_appointments_are_told_apart_before_one_is_moved(talk):
    for day in ("Donnerstag um 10", "Freitag um 15 Uhr"):
        await wishes(talk, "Filiale Mitte", day)
        assert await talk.says("ja") == ["utter_appointment_booked_branch"]

    assert await talk.says("ich muss meinen Termin verschieben") == ["utter_ask_appointment_which"]
    assert talk.buttons == ["Do 26.11., 10 Uhr", "Fr 27.11., 15 Uhr"]
    await talk.says("den zweiten")
    assert await talk.says("Montag um 11") == ["utter_ask_appointment_move_branch"]
    assert await talk.says("ja") == ["utter_appointment_moved_branch"]


async def test_the_form_leaves_no_trace_when_it_is_over(talk):
    await talk.says("I need an appointment about a loan tomorrow at 10 at the branch Mitte")
    await talk.says("yes")

    assert talk.form is None
    assert not [name for name, value in talk.state["slots"].items() if name.startswith("appointment_") and value]


async def test_a_person_is_asked_for_in_the_middle_of_a_booking(talk):
    await talk.says("Ich brauche einen Termin")

    await talk.says("ich möchte mit einem Menschen sprechen")

    assert talk.form is None


async def test_how_late_the_customer_is_stands_with_the_appointment(talk, sessions):
    await wishes(talk, "Filiale Mitte", "heute um 15 Uhr")
    await talk.says("ja")

    assert await talk.says("ich verspäte mich um eine halbe Stunde") == ["utter_late_noted"]

    async with sessions() as session:
        assert await session.scalar(select(Appointment.late_minutes)) == 30

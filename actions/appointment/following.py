"""The next question of the appointment form, and the search for times once all else is known."""

from uuid import UUID

from actions.appointment.hearing import ANY_BRANCH, Hearing, when_in
from actions.appointment.memory import keep_slot
from actions.appointment.speaking import say_why
from actions.appointment.words import topic_in
from actions.ordinals import nth_alone, nth_in
from actions.wishes import kept_wish
from handoff.appointments import Found, Why, bookable_branches, booked_at, find_slots, upcoming
from handoff.hours.public_holidays import name as holiday_name
from handoff.models import Appointment, Meeting


async def following(hearing: Hearing) -> str | None:
    slots = hearing.slots
    if slots["appointment_outcome"] is not None:
        return None
    if slots["appointment_act"] == "book":
        return await _about(hearing) or await _when(hearing)
    if slots["appointment_which"] is None:
        return await _which(hearing)
    if slots["appointment_act"] == "cancel":
        return "appointment_confirm"
    await _take_over(hearing)
    return await _when(hearing)


async def matching(hearing: Hearing, *, ask: bool = False) -> Appointment | None:
    """The appointment that the message means, or the only one there is unless it was asked for."""
    appointments = await upcoming(hearing.turn.session, customer_id=hearing.turn.customer.id, now=hearing.turn.now)
    tapped = hearing.said.entities.get("appointment")
    if tapped is not None:
        return next((one for one in appointments if str(one.id) == tapped), None)
    if len(appointments) == 1 and not ask:
        return appointments[0]
    named = [one for one in appointments if _is_named(hearing, one)]
    if len(named) == 1:
        return named[0]
    return _by_place(hearing.said.text, appointments) if ask else None


def _by_place(text: str, appointments: list[Appointment]) -> Appointment | None:
    alone = nth_alone(text, len(appointments))
    nth = nth_in(text, len(appointments)) if alone is None else alone
    return appointments[nth] if nth is not None else None


def _is_named(hearing: Hearing, appointment: Appointment) -> bool:
    when = when_in(hearing)
    lies = appointment.starts_at.astimezone(hearing.turn.zone)
    if when is not None and when.day is not None:
        return when.day == lies.date()
    return topic_in(hearing.said.text) == appointment.topic


async def _which(hearing: Hearing) -> str | None:
    appointments = await upcoming(hearing.turn.session, customer_id=hearing.turn.customer.id, now=hearing.turn.now)
    if appointments:
        return "appointment_which"
    hearing.slots["appointment_outcome"] = "none"
    return None


async def _take_over(hearing: Hearing) -> None:
    """What stays as it was when an appointment is moved."""
    if hearing.slots["appointment_topic"] is not None:
        return
    appointment = await booked_at(hearing.turn.session, UUID(hearing.slots["appointment_which"]))
    assert appointment is not None  # it was among the customer's own
    hearing.slots["appointment_topic"] = appointment.topic
    hearing.slots["appointment_meeting"] = hearing.slots["appointment_meeting"] or appointment.meeting.value
    hearing.slots["appointment_branch"] = appointment.advisor.branch.slug


async def _about(hearing: Hearing) -> str | None:
    slots = hearing.slots
    if slots["appointment_topic"] is None:
        return "appointment_topic"
    if slots["appointment_meeting"] is None:
        return "appointment_meeting"
    if slots["appointment_meeting"] != Meeting.BRANCH:
        return None
    branches = await bookable_branches(
        hearing.turn.session, institution=hearing.turn.institution, topic=slots["appointment_topic"]
    )
    if slots["appointment_branch"] not in {ANY_BRANCH, *(branch.slug for branch in branches)}:
        if slots["appointment_branch"] is not None:
            hearing.dispatcher.utter_message(response="utter_appointment_no_advice_there")
        slots["appointment_branch"] = branches[0].slug if len(branches) == 1 else None
    if branches:
        return "appointment_branch" if slots["appointment_branch"] is None else None
    slots["appointment_meeting"] = None
    hearing.dispatcher.utter_message(response="utter_appointment_no_advice_there")
    return "appointment_meeting"


async def _when(hearing: Hearing) -> str | None:
    slots = hearing.slots
    if slots["appointment_slot"] is None and slots["appointment_offers"] is None:
        found = await find(hearing)
        say_why(hearing.dispatcher, found, hearing.turn, _holiday(hearing, found))
        keep(hearing, found)
        if not found.slots:
            slots["appointment_outcome"] = "nothing_free"
            return None
    return "appointment_confirm" if slots["appointment_slot"] else "appointment_when"


async def find(hearing: Hearing) -> Found:
    slots, turn = hearing.slots, hearing.turn
    branch, moving = slots["appointment_branch"], slots["appointment_which"]
    branch = None if branch == ANY_BRANCH else branch
    return await find_slots(
        turn.session,
        institution=turn.institution,
        topic=slots["appointment_topic"],
        meeting=Meeting(slots["appointment_meeting"]),
        branch=branch,
        wanted=kept_wish(slots["appointment_when"]),
        now=turn.now,
        customer_id=turn.customer.id,
        moving=UUID(moving) if moving else None,
    )


def keep(hearing: Hearing, found: Found) -> None:
    kept = [keep_slot(slot) for slot in found.slots]
    hearing.slots["appointment_slot"] = kept[0] if found.exact else None
    hearing.slots["appointment_offers"] = [] if found.exact else kept


def _holiday(hearing: Hearing, found: Found) -> str | None:
    if found.day is None or found.why is not Why.CLOSED:
        return None
    return holiday_name(hearing.turn.institution.state, found.day, language=hearing.turn.language)

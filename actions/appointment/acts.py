"""After "yes" an appointment is booked, moved or cancelled; after "no" another time is looked for."""

from uuid import UUID

from actions.appointment.following import following
from actions.appointment.hearing import Hearing
from actions.appointment.memory import kept_slot
from actions.wishes import keep_wish
from handoff.appointments import NotBooked, Slot, SlotGone, book, booked_at, cancel, move
from handoff.models import Appointment, Meeting
from handoff.when import When


async def commit(hearing: Hearing) -> str | None:
    slots = hearing.slots
    try:
        slots["appointment_which"] = str(await _done(hearing))
    except SlotGone:
        return await _look_again(hearing)
    except NotBooked:
        slots.update(appointment_which=None, appointment_outcome="none")
        return None
    slots["appointment_outcome"] = {"book": "booked", "move": "moved", "cancel": "cancelled"}[slots["appointment_act"]]
    return None


def refuse(hearing: Hearing) -> bool:
    """Whether the message said no to what was asked, or yes to the only time offered."""
    slots, offers = hearing.slots, hearing.slots["appointment_offers"] or []
    if hearing.requested == "appointment_when" and hearing.said.yes and len(offers) == 1:
        slots["appointment_slot"] = offers[0]
        return True
    if not hearing.said.no or hearing.requested not in ("appointment_when", "appointment_confirm"):
        return False
    if slots["appointment_act"] == "cancel":
        slots["appointment_outcome"] = "kept"
    refused = kept_slot(slots["appointment_slot"] or "", hearing.turn.zone)
    day = keep_wish(When(refused.day, None, None)) if refused else None
    slots.update(appointment_slot=None, appointment_when=day, appointment_offers=[])
    return True


async def _done(hearing: Hearing) -> UUID:
    slots, turn = hearing.slots, hearing.turn
    if slots["appointment_act"] == "book":
        appointment = await book(
            turn.session,
            _slot(hearing),
            customer_id=turn.customer.id,
            conversation_id=turn.conversation.id,
            institution=turn.institution,
            topic=slots["appointment_topic"],
            meeting=Meeting(slots["appointment_meeting"]),
            now=turn.now,
        )
        return appointment.id
    appointment = await _own(hearing)
    if slots["appointment_act"] == "cancel":
        await cancel(turn.session, appointment)
    else:
        meeting = Meeting(slots["appointment_meeting"])
        slot = _slot(hearing)
        await move(turn.session, appointment, slot, meeting=meeting, institution=turn.institution, now=turn.now)
    return appointment.id


async def _own(hearing: Hearing) -> Appointment:
    appointment = await booked_at(hearing.turn.session, UUID(hearing.slots["appointment_which"]))
    assert appointment is not None and appointment.customer_id == hearing.turn.customer.id
    return appointment


def _slot(hearing: Hearing) -> Slot:
    slot = kept_slot(hearing.slots["appointment_slot"] or "", hearing.turn.zone)
    if slot is None:
        raise SlotGone
    return slot


async def _look_again(hearing: Hearing) -> str | None:
    """The time went to somebody else between offer and yes."""
    slot = kept_slot(hearing.slots["appointment_slot"] or "", hearing.turn.zone)
    hearing.dispatcher.utter_message(response="utter_appointment_gone")
    if slot is not None and slot.starts_at > hearing.turn.now:
        hearing.slots["appointment_when"] = keep_wish(When(slot.starts_at.date(), None, None))
    else:
        hearing.slots["appointment_when"] = None
    hearing.slots.update(appointment_slot=None, appointment_offers=None)
    return await following(hearing)

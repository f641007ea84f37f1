"""The appointment form: which appointment, what about, where, when, and is that right."""

from rasa_sdk import Action
from rasa_sdk.executor import CollectingDispatcher

from actions.appointment.acts import commit, refuse
from actions.appointment.following import following, matching
from actions.appointment.hearing import (
    Hearing,
    read_indifference,
    read_meeting,
    read_target,
    read_topic,
    read_wish,
)
from actions.appointment.places import read_branch, read_listed_branch
from actions.form import NEVER_ANSWERS, Elsewhere, Form, Said, Slots
from handoff.context import current_turn
from handoff.models import Appointment

ACTS = {"book_appointment": "book", "move_appointment": "move", "cancel_appointment": "cancel"}


class AppointmentForm(Form, Action):  # type: ignore[misc]  # rasa_sdk has no types
    form = "appointment_form"
    slots = (
        "appointment_act",
        "appointment_which",
        "appointment_topic",
        "appointment_meeting",
        "appointment_branch",
        "appointment_when",
        "appointment_offers",
        "appointment_slot",
        "appointment_outcome",
    )
    own = frozenset({*ACTS, "ask_earlier", "ask_online"})
    lasting = frozenset({"appointment_act"})

    async def hear(
        self, said: Said, slots: Slots, requested: str | None, dispatcher: CollectingDispatcher
    ) -> str | None:
        hearing = Hearing(said, slots, requested, dispatcher, current_turn())
        if said.opens:
            return await _open(hearing, ACTS.get(said.intent) or slots["appointment_act"] or "book")
        if said.intent in NEVER_ANSWERS:
            raise Elsewhere
        former = dict(slots)
        read = await _read(hearing)
        if said.foreign and not said.answers(requested in read):
            raise Elsewhere
        if not read and _switches(said, slots):
            return await _open(hearing, ACTS[said.intent])
        if requested == "appointment_confirm" and said.yes and _same(former, slots):
            slots.update(former)
            return await commit(hearing)
        if not read and not refuse(hearing) and said.intent not in ACTS:
            raise Elsewhere
        return await following(hearing)


async def _open(hearing: Hearing, act: str) -> str | None:
    hearing.slots.update(dict.fromkeys(hearing.slots), appointment_act=act)
    if act == "book":
        await _read(hearing)
    elif appointment := await matching(hearing):
        hearing.slots["appointment_which"] = str(appointment.id)
        if act == "move":
            await _read_change(hearing, appointment)
    return await following(hearing)


async def _read_change(hearing: Hearing, appointment: Appointment) -> None:
    """To when it shall be moved; "und per Video?" and "und in der anderen Filiale?" change more than the time."""
    if hearing.said.intent not in ACTS:
        hearing.slots.update(appointment_topic=appointment.topic, appointment_branch=appointment.advisor.branch.slug)
        hearing.slots["appointment_meeting"] = appointment.meeting.value
        read_meeting(hearing)
        await read_branch(hearing)
    read_target(hearing, appointment)


async def _read(hearing: Hearing) -> set[str]:
    """The names of the questions that the message answers, whichever was asked."""
    read: set[str] = set()
    if hearing.slots["appointment_which"] is None and hearing.slots["appointment_act"] != "book":
        appointment = await matching(hearing, ask=True)
        if appointment is not None:
            hearing.slots["appointment_which"] = str(appointment.id)
        return {"appointment_which"} if appointment else read
    if hearing.slots["appointment_act"] == "cancel":
        return read
    if await read_listed_branch(hearing):
        return {"appointment_branch"}
    if hearing.slots["appointment_act"] == "book":
        read |= {"appointment_topic"} if read_topic(hearing) else set()
    read |= {"appointment_branch"} if await read_branch(hearing) else set()
    read |= {"appointment_meeting"} if read_meeting(hearing) else set()
    if read_indifference(hearing):
        return read | {str(hearing.requested)}
    return read | ({"appointment_when", "appointment_confirm"} if read_wish(hearing) else set())


def _switches(said: Said, slots: Slots) -> bool:
    return said.intent in ACTS and ACTS[said.intent] != slots["appointment_act"]


def _same(former: Slots, slots: Slots) -> bool:
    """ "Ja, Donnerstag um 10" says again what was asked."""
    names = ("appointment_topic", "appointment_meeting", "appointment_branch")
    return all(former[name] == slots[name] for name in names) and slots["appointment_slot"] in (
        None,
        former["appointment_slot"],
    )

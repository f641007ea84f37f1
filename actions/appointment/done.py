"""How the appointment form ended, in words."""

from typing import Any
from uuid import UUID

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.appointment.form import AppointmentForm
from actions.appointment.speaking import words_for
from actions.form import emptied
from handoff.appointments import booked_at
from handoff.context import current_turn

# What the words about how it ended offer.
OFFERS = {"none": "appointment_offered", "cancelled": "appointment_offered", "nothing_free": "callback_offered"}


class AppointmentDone(Action):  # type: ignore[misc]  # rasa_sdk has no types
    def name(self) -> str:
        return "action_appointment_done"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        turn, outcome = current_turn(), tracker.get_slot("appointment_outcome")
        which = tracker.get_slot("appointment_which")
        appointment = await booked_at(turn.session, UUID(which)) if which else None
        if appointment is None:
            dispatcher.utter_message(response=f"utter_appointment_{outcome}")
            return _over(outcome)
        response = f"utter_appointment_{outcome}"
        if outcome in ("booked", "moved"):
            response += f"_{appointment.meeting.value}"
        link = turn.links.appointment(appointment.id, now=turn.now)
        dispatcher.utter_message(response=response, calendar_url=link, **words_for(appointment, turn))
        return _over(outcome)


def _over(outcome: Any) -> list[EventType]:
    offer = OFFERS.get(outcome)
    return [*emptied(AppointmentForm.slots), *([SlotSet(offer, True)] if offer else [])]

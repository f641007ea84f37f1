"""Which appointments the customer has, and a word to the advisor when he is late."""

from datetime import timedelta
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.appointment.speaking import words_for
from actions.appointment.words import minutes_late
from actions.dialogue import running_form
from handoff.appointments import note_delay, upcoming
from handoff.context import TurnContext, current_turn
from handoff.models import Appointment
from handoff.when import describe_moment

SOON = timedelta(hours=12)
LONG = 30


class ShowAppointment(Action):  # type: ignore[misc]  # rasa_sdk has no types
    def name(self) -> str:
        return "action_show_appointment"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        turn = current_turn()
        appointments = await upcoming(turn.session, customer_id=turn.customer.id, now=turn.now)
        if not appointments:
            dispatcher.utter_message(response="utter_appointment_none")
            return [] if running_form(tracker) else [SlotSet("appointment_offered", True)]
        if len(appointments) == 1:
            response = f"utter_appointment_show_{appointments[0].meeting.value}"
            dispatcher.utter_message(response=response, **words_for(appointments[0], turn))
        else:
            lines = "\n".join(_line(one, turn) for one in appointments[:10])
            dispatcher.utter_message(response="utter_appointment_list", appointments=lines)
        return []


class RunningLate(Action):  # type: ignore[misc]  # rasa_sdk has no types
    def name(self) -> str:
        return "action_running_late"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        turn = current_turn()
        appointments = await upcoming(turn.session, customer_id=turn.customer.id, now=turn.now)
        if not appointments or appointments[0].starts_at > turn.now + SOON:
            dispatcher.utter_message(response="utter_late_no_appointment")
            return []
        said = next(tracker.get_latest_entity_values("minutes"), None)
        minutes = int(said) if said and said.isdigit() else minutes_late(turn.text)
        if minutes is None:
            dispatcher.utter_message(response="utter_ask_late_minutes")
            return []
        await note_delay(turn.session, appointments[0], minutes=minutes)
        response = "utter_late_noted_long" if minutes > LONG else "utter_late_noted"
        dispatcher.utter_message(response=response, minutes=minutes, **words_for(appointments[0], turn))
        if minutes <= LONG or running_form(tracker):
            return []
        return [SlotSet("appointment_offered", True), SlotSet("appointment_act", "move")]


def _line(appointment: Appointment, turn: TurnContext) -> str:
    words = words_for(appointment, turn)
    return f"• {describe_moment(appointment.starts_at.astimezone(turn.zone), turn.language)}: {words['topic']}"

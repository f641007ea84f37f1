"""Answers questions that go on with what was talked about: the response `utter_<topic>_<question>`, if there is one."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.about import talked_about
from actions.appointment.more import show_or_change, words_about_appointments
from actions.dialogue import intent_of, running_form
from actions.event.more import tell_of_events


class TellMore(Action):  # type: ignore[misc]  # rasa_sdk has no types
    def name(self) -> str:
        return "action_tell_more"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        question = intent_of(tracker).removeprefix("ask_")
        topic = talked_about(tracker)
        if question == "places_left":
            topic = "event"  # nothing else has places
        response = f"utter_{topic}_{question}"
        if topic == "event" and not running_form(tracker) and question == "earlier":
            return await tell_of_events(dispatcher, tracker, None)
        if topic == "appointment" and not running_form(tracker) and question in ("earlier", "when_where"):
            return await show_or_change(dispatcher, tracker, domain)
        if response not in domain["responses"]:
            dispatcher.utter_message(response="utter_not_here" if running_form(tracker) else "utter_about_what")
            return []
        if topic == "event":
            return await tell_of_events(dispatcher, tracker, question)
        words = await words_about_appointments() if topic == "appointment" else {}
        dispatcher.utter_message(response=response, **words)
        return []

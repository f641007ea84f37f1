"""A greeting, which in the middle of a form brings no menu."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.dialogue import running_form


class Greet(Action):  # type: ignore[misc]  # rasa_sdk has no types
    def name(self) -> str:
        return "action_greet"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        dispatcher.utter_message(response="utter_greet_again" if running_form(tracker) else "utter_greet")
        return []

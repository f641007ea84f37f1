"""Leaving a form: what was gathered is forgotten."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.dialogue import forget, running_form, title_of
from handoff.context import current_turn


class Stop(Action):  # type: ignore[misc]  # rasa_sdk has no types
    def name(self) -> str:
        return "action_stop"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        form = running_form(tracker)
        what = title_of(form, current_turn().language) if form else None
        if what:
            dispatcher.utter_message(response="utter_stopped_form", what=what)
        else:
            dispatcher.utter_message(response="utter_stopped")
        return forget(tracker, domain)


class Forget(Action):  # type: ignore[misc]  # rasa_sdk has no types
    """For urgent topics, whose response is all there is to say."""

    def name(self) -> str:
        return "action_forget"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        return forget(tracker, domain)

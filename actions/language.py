"""The language that the customer asks for, which holds for this conversation and the next."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.dialogue import intent_of
from handoff.context import current_turn

LANGUAGES = {"switch_to_english": "en", "switch_to_german": "de"}


class SwitchLanguage(Action):  # type: ignore[misc]  # rasa_sdk has no types
    def name(self) -> str:
        return "action_switch_language"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        language = LANGUAGES[intent_of(tracker)]
        context = current_turn()
        context.conversation.language = context.customer.language = language
        return [SlotSet("language", language)]

"""What a reply has just offered, and what becomes of it when the customer says yes, no, or something unasked."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.dialogue import running_form
from actions.event.showing import show_events
from actions.handoff import hand_over
from actions.taking_up import taken_up
from handoff.context import current_turn

HUMAN = "human"
EVENTS = "events"


class OfferHuman(Action):  # type: ignore[misc]  # rasa_sdk has no types
    """Says nothing: the response before it did."""

    def name(self) -> str:
        return "action_offer_human"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        return [] if running_form(tracker) else [SlotSet("offered", HUMAN)]


class OfferCallback(Action):  # type: ignore[misc]  # rasa_sdk has no types
    """Says nothing: the response before it did."""

    def name(self) -> str:
        return "action_offer_callback"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        return [] if running_form(tracker) else [SlotSet("callback_offered", True)]


class Affirm(Action):  # type: ignore[misc]  # rasa_sdk has no types
    """Takes the offer of a person. The apology after a failed turn offers one too, and can't set a slot."""

    def name(self) -> str:
        return "action_affirm"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        if running_form(tracker):
            dispatcher.utter_message(response="utter_please_choose")
            return []
        if tracker.get_slot("offered") == EVENTS:
            return await show_events(dispatcher, tracker)
        if tracker.get_slot("offered") == HUMAN or current_turn().conversation.dialogue.get("failed"):
            return await hand_over(dispatcher, tracker, domain)
        dispatcher.utter_message(response="utter_menu")
        return []


class Deny(Action):  # type: ignore[misc]  # rasa_sdk has no types
    def name(self) -> str:
        return "action_deny"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        dispatcher.utter_message(response="utter_not_here" if running_form(tracker) else "utter_declined")
        return []


class Inform(Action):  # type: ignore[misc]  # rasa_sdk has no types
    """An event may be one of those shown before; a day or a branch may go on with the opening hours."""

    def name(self) -> str:
        return "action_inform"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        if running_form(tracker):
            dispatcher.utter_message(response="utter_not_here")
            return []
        events = await taken_up(dispatcher, tracker)
        if events is None:
            dispatcher.utter_message(response="utter_which_wish")
        return events or [SlotSet("event_offered", False)]

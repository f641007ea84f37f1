"""Not understood: first ask again, then show what there is, then a person.

The slot `misunderstood` counts how often in a row. Its mapping in domain.yml sets it to 0 with every intent that was
understood, so no other rule or action has to care.
"""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.dialogue import intent_of, running_form
from actions.handoff import hand_over
from actions.offers import HUMAN
from actions.taking_up import taken_up
from handoff.models import HandoffReason

GIVES_UP_AT = 3
# By intent: what is said the first time, and the second.
REPLIES = {
    "nlu_fallback": ("utter_rephrase", "utter_not_understood_menu"),
    "out_of_scope": ("utter_out_of_scope", "utter_out_of_scope_menu"),
}
WITHIN_A_FORM = "utter_not_here"
GIVING_UP = {"nlu_fallback": "utter_give_up", "out_of_scope": "utter_out_of_scope_human"}
# By one of these the customer learns that he wasn't understood.
REGRETS = frozenset({*sum(REPLIES.values(), ()), WITHIN_A_FORM, *GIVING_UP.values()})


class NotUnderstood(Action):  # type: ignore[misc]  # rasa_sdk has no types
    def name(self) -> str:
        return "action_not_understood"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        intent = intent_of(tracker)
        if intent == "nlu_fallback":
            events = await taken_up(dispatcher, tracker)
            if events is not None:
                return [SlotSet("misunderstood", 0), *events]
        times = int(tracker.get_slot("misunderstood") or 0) + 1
        if times >= GIVES_UP_AT:
            return await _give_up(dispatcher, tracker, domain, intent)
        response = WITHIN_A_FORM if running_form(tracker) else REPLIES[intent][times - 1]
        dispatcher.utter_message(response=response)
        return [SlotSet("misunderstood", times)]


async def _give_up(
    dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any], intent: str
) -> list[EventType]:
    """Who talks of something else is offered a person; who wants something and isn't understood gets one."""
    dispatcher.utter_message(response=GIVING_UP[intent])
    if intent == "out_of_scope":
        return [] if running_form(tracker) else [SlotSet("offered", HUMAN)]
    events = await hand_over(dispatcher, tracker, domain, reason=HandoffReason.NOT_UNDERSTOOD)
    return [*events, SlotSet("requested_slot", None), ActiveLoop(None)]

"""Who asks for an advisor reaches him, is asked which one, or hears that there is nobody of that name."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.advisor.people import advisors_of, named, of_slugs, own_advisor
from actions.dialogue import text_of
from actions.handoff import hand_over
from handoff.advisor_names import who_is_meant
from handoff.context import current_turn
from handoff.models import Advisor

# More of one name than a list of WhatsApp has rows.
MOST = 10


class ReachAdvisor(Action):  # type: ignore[misc]  # rasa_sdk has no types
    def name(self) -> str:
        return "action_reach_advisor"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        turn = current_turn()
        advisors = await advisors_of(turn)
        meant = who_is_meant(text_of(tracker), named(advisors))
        if len(meant.keys) == 1:
            return await pass_on(dispatcher, tracker, domain, of_slugs(advisors, meant.keys)[0])
        if meant.is_named:
            return [SlotSet("advisor_choices", list(meant.keys[:MOST])), FollowupAction("advisor_form")]
        return await pass_on_to_own(dispatcher, tracker, domain)


async def pass_on(
    dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any], advisor: Advisor
) -> list[EventType]:
    dispatcher.utter_message(response="utter_advisor_named", advisor=advisor.name)
    return await hand_over(dispatcher, tracker, domain, advisor=advisor)


async def pass_on_to_own(dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
    """Whose name the customer isn't told: that he writes from a number doesn't prove who he is."""
    dispatcher.utter_message(response="utter_advisor")
    return await hand_over(dispatcher, tracker, domain, advisor=await own_advisor(current_turn()))

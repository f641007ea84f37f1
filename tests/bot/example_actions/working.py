"""What an institution's actions do, in small."""

import asyncio
from contextvars import ContextVar

from rasa_sdk import Action, FormValidationAction
from rasa_sdk.events import SlotSet
from rasa_sdk.interfaces import ActionExecutionRejection

desk: ContextVar[list[str]] = ContextVar("desk")


class Hours(Action):
    def name(self):
        return "action_hours"

    async def run(self, dispatcher, tracker, domain):
        branch = next(tracker.get_latest_entity_values("branch"), "mitte")
        await asyncio.sleep(0)
        dispatcher.utter_message(response="utter_hours", branch=branch.title())
        return []


class ValidateCallbackForm(FormValidationAction):
    def name(self):
        return "validate_callback_form"

    def validate_callback_topic(self, value, dispatcher, tracker, domain):
        if tracker.latest_message["intent"]["name"] == "goodbye":
            raise ActionExecutionRejection(self.name())
        return {"callback_topic": value}

    def validate_callback_day(self, value, dispatcher, tracker, domain):
        return {"callback_day": value if "tag" in value.lower() else None}


class RequestCallback(Action):
    def name(self):
        return "action_request_callback"

    async def run(self, dispatcher, tracker, domain):
        desk.get([]).append(tracker.sender_id)
        await asyncio.sleep(0)
        dispatcher.utter_message(
            response="utter_callback_noted",
            day=tracker.get_slot("callback_day"),
            buttons=[{"title": "Danke", "payload": "/goodbye"}],
            json_message={"link": {"title": "Mehr", "url": "https://example.invalid"}},
        )
        return [SlotSet("callback_topic", None), SlotSet("callback_day", None)]

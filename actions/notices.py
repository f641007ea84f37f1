"""Notices that the bank sends unasked: off at a word, on again only for who had agreed to them before."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from handoff.consents import resume_notifications, revoke_notifications
from handoff.context import current_turn


class StopNotices(Action):  # type: ignore[misc]  # rasa_sdk has no types
    def name(self) -> str:
        return "action_stop_notices"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        context = current_turn()
        await revoke_notifications(context.session, context.customer.id, now=context.now)
        dispatcher.utter_message(response="utter_notices_stopped")
        return []


class StartNotices(Action):  # type: ignore[misc]  # rasa_sdk has no types
    def name(self) -> str:
        return "action_start_notices"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        context = current_turn()
        agreed = await resume_notifications(context.session, context.customer.id, now=context.now)
        dispatcher.utter_message(response="utter_notices_started" if agreed else "utter_notices_never")
        return []

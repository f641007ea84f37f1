"""The callback form's questions, and how it ended."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.callback.form import CallbackForm, kept_window
from actions.callback.words import subject_words, window_words
from actions.form import emptied
from handoff.callbacks import Window, open_callback, own_number
from handoff.context import current_turn
from handoff.phone import masked


class AskPhone(Action):  # type: ignore[misc]  # rasa_sdk has no types
    """The number he writes from is offered, where WhatsApp tells it."""

    def name(self) -> str:
        return "action_ask_callback_form_callback_phone"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        turn = current_turn()
        own = await own_number(turn.session, customer_id=turn.customer.id, vault=turn.vault)
        if own is None:
            dispatcher.utter_message(response="utter_ask_callback_phone")
        else:
            dispatcher.utter_message(response="utter_ask_callback_phone_or_own", own=masked(own))
        return []


class AskConfirm(Action):  # type: ignore[misc]  # rasa_sdk has no types
    def name(self) -> str:
        return "action_ask_callback_form_callback_confirm"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        turn = current_turn()
        dispatcher.utter_message(
            response="utter_ask_callback_confirm",
            topic=subject_words(tracker.get_slot("callback_topic"), turn.language),
            phone=tracker.get_slot("callback_number")["masked"],
            **window_words(kept_window(tracker.get_slot("callback_hours")), turn),
        )
        return []


class AskExisting(Action):  # type: ignore[misc]  # rasa_sdk has no types
    def name(self) -> str:
        return "action_ask_callback_form_callback_existing"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        turn = current_turn()
        known = await open_callback(turn.session, customer_id=turn.customer.id, now=turn.now)
        if known is None:
            dispatcher.utter_message(response="utter_ask_callback_anew")
        else:
            words = window_words(Window(known.earliest, known.latest), turn)
            dispatcher.utter_message(response="utter_ask_callback_existing", **words)
        return []


class CallbackDone(Action):  # type: ignore[misc]  # rasa_sdk has no types
    def name(self) -> str:
        return "action_callback_done"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        turn = current_turn()
        response = f"utter_callback_{tracker.get_slot('callback_outcome')}"
        known = await open_callback(turn.session, customer_id=turn.customer.id, now=turn.now)
        words = window_words(Window(known.earliest, known.latest), turn) if known else {}
        dispatcher.utter_message(response=response, **words)
        offers = [SlotSet("callback_offered", True)] if tracker.get_slot("callback_outcome") == "none" else []
        return [*emptied(CallbackForm.slots), *offers]

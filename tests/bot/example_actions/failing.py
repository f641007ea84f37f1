"""One action for each way to go wrong."""

from rasa_sdk import Action
from rasa_sdk.events import FollowupAction, SlotSet


class Raise(Action):
    def name(self):
        return "action_raise"

    def run(self, dispatcher, tracker, domain):
        raise KeyError(tracker.latest_message["text"])


class Nothing(Action):
    def name(self):
        return "action_nothing"

    def run(self, dispatcher, tracker, domain):
        return []


class UnknownResponse(Action):
    def name(self):
        return "action_unknown_response"

    def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(response="utter_nobody_wrote")
        return []


class Empty(Action):
    def name(self):
        return "action_empty"

    def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(text="")
        return []


class UnknownSlot(Action):
    def name(self):
        return "action_unknown_slot"

    def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(text="Gesetzt.")
        return [SlotSet("slot_nobody_wrote", "1")]


class UnknownFollowUp(Action):
    def name(self):
        return "action_unknown_follow_up"

    def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(text="Weiter.")
        return [FollowupAction("action_nobody_wrote")]


class Loop(Action):
    def name(self):
        return "action_loop"

    def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(text="Noch einmal.")
        return [FollowupAction(self.name())]


class Rubbish(Action):
    def name(self):
        return "action_rubbish"

    def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(text="Gut.")
        return [{"event": "nobody_wrote_this"}]


class Pause(Action):
    def name(self):
        return "action_pause"

    def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(text="Später.")
        return [{"event": "pause"}]


class Change(Action):
    def name(self):
        return "action_change"

    def run(self, dispatcher, tracker, domain):
        tracker.slots["callback_topic"] = "Geändert"
        domain["slots"].clear()
        domain["forms"]["callback_form"]["required_slots"].clear()
        dispatcher.utter_message(text="Geändert.")
        return []

"""What was talked about last, for questions that name nothing themselves, as "wie lange dauert das?"."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.dialogue import intent_of, running_form, topic_of
from actions.form import NEVER_ANSWERS
from actions.rulebook import catalogue

# Topics that are the way something is said: what was talked about before stays.
MANNERS = frozenset({"smalltalk", "help", "language", "out_of_scope", "praise", "human"})
# What belongs to one topic alone, and how it starts.
DETAILS = {"hours_branch": "", "hours_day": "", "event_shown": None}


class NoteTopic(Action):  # type: ignore[misc]  # rasa_sdk has no types
    """Runs as each turn begins, as the mapping of the slot `about`."""

    def name(self) -> str:
        return "action_note_topic"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        topic = topic_taken_up(intent_of(tracker), running_form(tracker))
        return take_up(topic, tracker) if topic else []


def take_up(topic: str, tracker: Tracker) -> list[EventType]:
    """Another topic: what was known of the former no longer counts."""
    if tracker.get_slot("about") == topic:
        return []
    forgotten = [SlotSet(name, start) for name, start in DETAILS.items() if tracker.slots.get(name) != start]
    return [SlotSet("about", topic), *forgotten]


def talked_about(tracker: Tracker) -> str | None:
    """The running form's topic; else that of the last message that had one."""
    return topic_of(running_form(tracker)) or tracker.get_slot("about") or None


def topic_taken_up(intent: str, form: str | None) -> str | None:
    """While a form runs it is its topic, unless the message leaves the form. None: what was talked about stays."""
    topic, running = catalogue().topic_of(intent), topic_of(form)
    own = topic if topic in catalogue().rules and topic not in MANNERS else None
    return own if running is None or (own and intent in NEVER_ANSWERS) else running

"""What several actions ask of the dialogue: which form runs, what it is called, and how to forget what was gathered."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from actions.rulebook import catalogue

# Not gathered from the customer; they have lives of their own.
LASTING = frozenset({"language", "session_started_metadata"})


def running_form(tracker: Tracker) -> str | None:
    return (tracker.active_loop or {}).get("name")


def intent_of(tracker: Tracker) -> str:
    return str(tracker.latest_message["intent"]["name"])


def text_of(tracker: Tracker) -> str:
    return str(tracker.latest_message.get("text") or "")


def topic_of(form: str | None) -> str | None:
    """The topic that the form is named after, as in `appointment_form`."""
    return next((topic for topic in catalogue().rules if form and topic in form), None)


def form_of_this_turn(tracker: Tracker) -> str | None:
    """The form that ran when the message came, also when a rule has just left it."""
    loops = [event["name"] for event in tracker.events if event["event"] == "active_loop" and event["name"]]
    return loops[-1] if loops else None


def title_of(form: str, language: str) -> str | None:
    """What the catalogue calls the form's topic."""
    topic = topic_of(form)
    return catalogue().title(topic, language) if topic else None


def forget(tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
    """All slots as they were at the start of the conversation, for a form that is over, however it ended."""
    starts = {name: slot.get("initial_value") for name, slot in domain["slots"].items() if name not in LASTING}
    return [SlotSet(name, start) for name, start in starts.items() if tracker.slots.get(name) != start]

"""What is on, and which of it was meant."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.dialogue import running_form
from actions.event.words import event_line, event_rows, event_words, named_event, people_in, titled_events
from actions.ordinals import nth_in
from handoff.context import current_turn
from handoff.events import upcoming_events
from handoff.models import Event


class ShowEvents(Action):  # type: ignore[misc]  # rasa_sdk has no types
    """All, or the one that was named. A yes in the next message takes it, unless another form is open."""

    def name(self) -> str:
        return "action_show_events"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[EventType]:
        return await show_events(dispatcher, tracker)


async def show_events(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    turn, events = current_turn(), await _events()
    named = named_event(turn.text, events, turn) or (events[0] if len(events) == 1 else None)
    if not events:
        dispatcher.utter_message(response="utter_event_no_events")
        return []
    if named:
        dispatcher.utter_message(response="utter_event_shown", slug=named.slug, **event_words(named, turn))
    else:
        lines = "\n".join(event_line(event, turn) for event in events)
        rows = event_rows(events, turn, "sign_up_event")
        dispatcher.utter_message(response="utter_events", events=lines, buttons=rows)
    if running_form(tracker):
        return []
    return [SlotSet("event_offered", True), SlotSet("event_shown", named.slug if named else None)]


async def take_event(tracker: Tracker) -> list[EventType] | None:
    """Opens the form if events were just shown and the message names one, or says how many come; else None."""
    if running_form(tracker) or not tracker.get_slot("event_offered"):
        return None
    turn, events = current_turn(), await _events()
    named = named_event(turn.text, events, turn) or nth_in(turn.text, len(events)) is not None
    if named or (tracker.get_slot("event_shown") and people_in(turn.text, turn.language)):
        return [FollowupAction("event_form")]
    return None


async def names_event(text: str) -> bool:
    """By its title; a day alone may mean anything."""
    return len(titled_events(text, await _events())) == 1


async def _events() -> list[Event]:
    turn = current_turn()
    return await upcoming_events(turn.session, institution_id=turn.institution.id, now=turn.now)

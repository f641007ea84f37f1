"""What is on, and which of it was meant."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.about import take_up
from actions.dialogue import running_form, text_of
from actions.event.words import (
    event_line,
    event_rows,
    event_words,
    named_event,
    people_in,
    people_words,
    titled_events,
)
from actions.ordinals import nth_in
from handoff.context import current_turn
from handoff.events import upcoming_events
from handoff.models import Event
from handoff.when import understand


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
    shown = named.slug if named else None
    return [*take_up("event", tracker), SlotSet("event_offered", True), SlotSet("event_shown", shown)]


async def take_event(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType] | None:
    """Opens the form if events were just shown and the message names one, or says how many come; else None."""
    if "?" in text_of(tracker) and tracker.get_slot("about") == "event":
        return await _answer(dispatcher, tracker)
    if not tracker.get_slot("event_offered"):
        return None
    turn, events = current_turn(), await _events()
    named = named_event(turn.text, events, turn) or nth_in(turn.text, len(events)) is not None
    if named or (tracker.get_slot("event_shown") and people_in(turn.text, turn.language)):
        return [FollowupAction("event_form")]
    return None


async def _answer(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType] | None:
    """ "Und am Samstag?", "und für vier Personen?" only ask."""
    turn, events = current_turn(), await _events()
    people = people_in(turn.text, turn.language)
    shown = next((event for event in events if event.slug == tracker.get_slot("event_shown")), None)
    if shown and people:
        return tell_places(dispatcher, shown, people)
    if named_event(turn.text, events, turn) or understand(turn.text, now=turn.now, language=turn.language):
        return await show_events(dispatcher, tracker)
    return None


def tell_places(dispatcher: CollectingDispatcher, event: Event, people: int) -> list[EventType]:
    turn = current_turn()
    response = "utter_event_enough_places" if people <= event.free else "utter_event_too_few_places"
    words = event_words(event, turn) | {"people": people_words(people, turn.language)}
    dispatcher.utter_message(response=response, slug=event.slug, number=people, **words)
    return [SlotSet("event_offered", True), SlotSet("event_shown", event.slug)]


async def names_event(text: str) -> bool:
    """By its title; a day alone may mean anything."""
    return len(titled_events(text, await _events())) == 1


async def _events() -> list[Event]:
    turn = current_turn()
    return await upcoming_events(turn.session, institution_id=turn.institution.id, now=turn.now)

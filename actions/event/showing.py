"""What is on."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.dialogue import running_form
from actions.event.words import event_line, event_rows, event_words, named_event
from handoff.context import current_turn
from handoff.events import upcoming_events


class ShowEvents(Action):  # type: ignore[misc]  # rasa_sdk has no types
    """All, or the one that was named. A yes in the next message takes it, unless another form is open."""

    def name(self) -> str:
        return "action_show_events"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[EventType]:
        turn = current_turn()
        events = await upcoming_events(turn.session, institution_id=turn.institution.id, now=turn.now)
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

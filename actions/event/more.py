"""Further questions about events: how long, where, how many places."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.dialogue import running_form
from actions.event.showing import show_events
from actions.event.words import event_line, event_words, named_event
from handoff.context import TurnContext, current_turn
from handoff.events import sign_ups_of, upcoming_events
from handoff.models import Event
from handoff.when import describe_moment

_LASTS = {
    "de": "• {event}: {minutes} Minuten, {moment} bis {end}",
    "en": "• {event}: {minutes} minutes, {moment} to {end}",
}
_LINES = {"places_left": "• {event}: {free}", "online": "• {event}: {place}", "what_to_bring": "• {event}: {about}"}


async def tell_of_events(dispatcher: CollectingDispatcher, tracker: Tracker, question: str | None) -> list[EventType]:
    """Of the one that was named, shown or signed up for, else of all. Without a question: the overview."""
    turn = current_turn()
    events = await _meant(tracker, turn)
    if question is None or not events:
        return await show_events(dispatcher, tracker)
    lines = "\n".join(_line(event, question, turn) for event in events)
    buttons = [] if running_form(tracker) else _buttons(events, turn)
    dispatcher.utter_message(response=f"utter_event_{question}", lines=lines, buttons=buttons)
    if running_form(tracker):
        return []
    return [SlotSet("event_offered", True), SlotSet("event_shown", events[0].slug if len(events) == 1 else None)]


async def _meant(tracker: Tracker, turn: TurnContext) -> list[Event]:
    coming = await upcoming_events(turn.session, institution_id=turn.institution.id, now=turn.now)
    slug = tracker.get_slot("event_slug") or tracker.get_slot("event_shown")
    # what was shown comes first: "geht das auch online?" doesn't name the course on online banking
    shown = next((one for one in coming if one.slug == slug), None)
    named = shown or named_event(turn.text, coming, turn)
    if named is not None:
        return [named]
    own = [one.event for one in await sign_ups_of(turn.session, customer_id=turn.customer.id, now=turn.now)]
    return own if len(own) == 1 else coming


def _line(event: Event, question: str, turn: TurnContext) -> str:
    words = event_words(event, turn)
    if question in _LINES:
        return _LINES[question].format(**words)
    if question != "how_long":
        return event_line(event, turn)
    minutes = int((event.ends_at - event.starts_at).total_seconds() // 60)
    end = describe_moment(event.ends_at.astimezone(turn.zone), turn.language).rpartition(", ")[2]
    return _LASTS[turn.language].format(minutes=minutes, end=end, **words)


def _buttons(events: list[Event], turn: TurnContext) -> list[dict[str, Any]]:
    if len(events) > 1:
        return []
    title = {"de": "Anmelden", "en": "Sign up"}[turn.language]
    return [{"title": title, "payload": f'/sign_up_event{{"event": "{events[0].slug}"}}'}]

"""The event form's questions, and how it ended."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import select

from actions.event.form import EventForm
from actions.event.words import event_rows, event_words, people_words
from actions.form import emptied
from handoff.context import TurnContext, current_turn
from handoff.events import sign_ups_of, upcoming_events
from handoff.models import Event, SignUp


class AskChoice(Action):  # type: ignore[misc]  # rasa_sdk has no types
    def name(self) -> str:
        return "action_ask_event_form_event_choice"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        turn = current_turn()
        if tracker.get_slot("event_act") == "sign_off":
            events = [one.event for one in await _known(turn)]
            dispatcher.utter_message(response="utter_ask_event_to_leave", buttons=event_rows(events, turn, "inform"))
        else:
            events = await upcoming_events(turn.session, institution_id=turn.institution.id, now=turn.now)
            dispatcher.utter_message(response="utter_ask_event_choice", buttons=event_rows(events, turn, "inform"))
        return []


class AskPeople(Action):  # type: ignore[misc]  # rasa_sdk has no types
    """Who is signed up already hears so."""

    def name(self) -> str:
        return "action_ask_event_form_event_people"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        event, sign_up = await _about(tracker)
        words = event_words(event, current_turn())
        if sign_up is None:
            dispatcher.utter_message(response="utter_ask_event_people", **words)
        else:
            response = f"utter_ask_event_people_{sign_up.state.value}"
            dispatcher.utter_message(
                response=response, people=people_words(sign_up.people, current_turn().language), **words
            )
        return []


class AskWaiting(Action):  # type: ignore[misc]  # rasa_sdk has no types
    def name(self) -> str:
        return "action_ask_event_form_event_waiting"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        event, _ = await _about(tracker)
        response = "utter_ask_event_waiting_few" if event.free else "utter_ask_event_waiting_full"
        people = people_words(int(tracker.get_slot("event_number")), current_turn().language)
        dispatcher.utter_message(response=response, people=people, **event_words(event, current_turn()))
        return []


class AskSure(Action):  # type: ignore[misc]  # rasa_sdk has no types
    def name(self) -> str:
        return "action_ask_event_form_event_sure"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        event, _ = await _about(tracker)
        dispatcher.utter_message(response="utter_ask_event_sure", **event_words(event, current_turn()))
        return []


class EventDone(Action):  # type: ignore[misc]  # rasa_sdk has no types
    def name(self) -> str:
        return "action_event_done"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        response = f"utter_event_{tracker.get_slot('event_outcome')}"
        if tracker.get_slot("event_slug") is None:
            dispatcher.utter_message(response=response)
            return _over(tracker)
        event, sign_up = await _about(tracker)
        people = sign_up.people if sign_up else int(tracker.get_slot("event_number") or 1)
        words = event_words(event, current_turn())
        dispatcher.utter_message(response=response, people=people_words(people, current_turn().language), **words)
        return _over(tracker)


def _over(tracker: Tracker) -> list[EventType]:
    offers = tracker.get_slot("event_outcome") in ("no_sign_up", "not_waiting")
    return [
        *emptied(tuple(name for name in EventForm.slots if name not in EventForm.lasting)),
        *([SlotSet("offered", "events")] if offers else []),
    ]


async def _about(tracker: Tracker) -> tuple[Event, SignUp | None]:
    turn = current_turn()
    event = await event_by_slug(turn, tracker.get_slot("event_slug"))
    return event, next((one for one in await _known(turn) if one.event_id == event.id), None)


async def event_by_slug(turn: TurnContext, slug: str) -> Event:
    wanted = select(Event).where(Event.institution_id == turn.institution.id, Event.slug == slug)
    return (await turn.session.scalars(wanted)).one()


async def _known(turn: TurnContext) -> list[SignUp]:
    return await sign_ups_of(turn.session, customer_id=turn.customer.id, now=turn.now)

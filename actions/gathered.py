"""What the bot has learnt so far, in words that the person who takes over can read, in the customer's language."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from rasa_sdk import Tracker
from sqlalchemy import select

from actions.appointment.memory import kept_slot
from actions.callback.words import subject_words
from actions.event.words import people_words
from actions.wishes import kept_wish, wish_words
from handoff.appointments import booked_at, topic_label
from handoff.branches import branches_of
from handoff.context import TurnContext, current_turn
from handoff.models import Event
from handoff.when import describe_day, describe_moment

# In the order in which a person reads them; the desk has a word for each.
TOLD = (
    "appointment_act",
    "appointment_topic",
    "appointment_meeting",
    "appointment_branch",
    "appointment_when",
    "callback_topic",
    "callback_wish",
    "event_act",
    "event_slug",
    "event_number",
    "hours_branch",
    "hours_day",
)
_ACTS = {
    "book": {"de": "vereinbaren", "en": "book"},
    "move": {"de": "verschieben", "en": "move"},
    "cancel": {"de": "absagen", "en": "cancel"},
    "sign_up": {"de": "anmelden", "en": "sign up"},
    "sign_off": {"de": "abmelden", "en": "cancel registration"},
}
_MEETINGS = {
    "branch": {"de": "in der Filiale", "en": "at a branch"},
    "phone": {"de": "am Telefon", "en": "by phone"},
    "video": {"de": "per Video", "en": "by video"},
}
_THAT_OF = {"de": "{act} (bisher {moment})", "en": "{act} (now {moment})"}


async def gathered(tracker: Tracker) -> dict[str, str]:
    """By slot name, without what is not known. Telephone numbers and ids are not told."""
    turn, slot = current_turn(), tracker.get_slot
    elsewhere = slot("appointment_meeting") in ("phone", "video")
    said = {
        "appointment_act": await _appointment_act(tracker, turn),
        "appointment_topic": _if(slot("appointment_topic"), lambda topic: topic_label(topic, turn.language)),
        "appointment_meeting": _word(_MEETINGS, slot("appointment_meeting"), turn),
        "appointment_branch": None if elsewhere else await _branches(slot("appointment_branch"), turn),
        "appointment_when": _when(tracker, turn),
        "callback_topic": _if(slot("callback_topic"), lambda topic: subject_words(topic, turn.language)),
        "callback_wish": _if(kept_wish(slot("callback_wish")), lambda wish: wish_words(wish, turn.language)),
        "event_act": _word(_ACTS, slot("event_act"), turn),
        "event_slug": await _event(slot("event_slug"), turn),
        "event_number": _if(slot("event_number"), lambda people: people_words(int(people), turn.language)),
        "hours_branch": await _branches(slot("hours_branch"), turn),
        "hours_day": _if(slot("hours_day"), lambda days: _days(days, turn.language)),
    }
    return {name: value for name in TOLD if (value := said[name])}


async def _appointment_act(tracker: Tracker, turn: TurnContext) -> str | None:
    act, which = _word(_ACTS, tracker.get_slot("appointment_act"), turn), tracker.get_slot("appointment_which")
    appointment = await booked_at(turn.session, UUID(which)) if act and which else None
    if appointment is None:
        return act
    moment = describe_moment(appointment.starts_at.astimezone(turn.zone), turn.language)
    return _THAT_OF[turn.language].format(act=act, moment=moment)


def _when(tracker: Tracker, turn: TurnContext) -> str | None:
    """The time that was chosen, else the wish."""
    slot = kept_slot(tracker.get_slot("appointment_slot") or "", turn.zone)
    if slot is not None:
        return describe_moment(slot.starts_at, turn.language)
    wish = kept_wish(tracker.get_slot("appointment_when"))
    return wish_words(wish, turn.language) if wish else None


async def _branches(slugs: str | None, turn: TurnContext) -> str | None:
    """None also for a branch that there isn't, which stands for any."""
    if not slugs:
        return None
    branches = await branches_of(turn.session, turn.institution.id)
    return ", ".join(branch.name for branch in branches if branch.slug in slugs.split())


async def _event(slug: str | None, turn: TurnContext) -> str | None:
    if slug is None:
        return None
    wanted = select(Event).where(Event.institution_id == turn.institution.id, Event.slug == slug)
    event = await turn.session.scalar(wanted)
    return str(event.title[turn.language]) if event else None


def _days(days: str, language: str) -> str:
    named = [describe_day(date.fromisoformat(day), language) for day in dict.fromkeys(days.split("/"))]
    return " – ".join(named)


def _word(words: dict[str, dict[str, str]], code: str | None, turn: TurnContext) -> str | None:
    return words[code][turn.language] if code in words else None


def _if(value: Any, worded: Callable[[Any], str | None]) -> str | None:
    return worded(value) if value else None

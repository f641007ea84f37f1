"""What is at hand while the callback form listens, and what a message tells it: topic, number, time."""

from dataclasses import dataclass, replace
from datetime import datetime

from rasa_sdk.executor import CollectingDispatcher

from actions.callback.words import TALKED_ABOUT, TOPICS, kept_number, means_own_number, subject_in, without_number
from actions.form import Said, Slots
from actions.rulebook import catalogue
from actions.wishes import joined, keep_wish, kept_wish
from handoff.callbacks import own_number
from handoff.context import TurnContext
from handoff.models import Callback
from handoff.phone import parse_phone
from handoff.when import When, understand


@dataclass(frozen=True, slots=True)
class Hearing:
    """`known` is the call that the customer waits for already."""

    said: Said
    slots: Slots
    requested: str | None
    dispatcher: CollectingDispatcher
    turn: TurnContext
    known: Callback | None


async def read_all(hearing: Hearing) -> set[str]:
    """The names of the questions that the message answers, whichever was asked."""
    read = {"callback_topic"} if _read_topic(hearing) else set()
    if await _read_number(hearing):
        read |= {"callback_phone"}
    if _read_wish(hearing):
        read |= {"callback_window", "callback_confirm", "callback_existing"}
    return read


def _read_topic(hearing: Hearing) -> bool:
    said, slots = hearing.said, hearing.slots
    topic = said.entities.get("callback_topic")
    if topic is None and slots["callback_topic"] is None:
        topic = catalogue().topic_of(said.intent) if said.foreign else None
        topic = subject_in(said.text) or (topic if topic in TALKED_ABOUT and topic != "appointment" else None)
    if topic not in TOPICS:
        return False
    slots["callback_topic"] = topic
    return True


async def _read_number(hearing: Hearing) -> bool:
    """Any number written; the one he writes from if he says so, when asked for it."""
    turn = hearing.turn
    phone = parse_phone(hearing.said.text)
    if phone is not None:
        hearing.slots["callback_number"] = kept_number(phone, turn)
        return True
    agreed = hearing.requested == "callback_phone" and (hearing.said.yes or means_own_number(hearing.said.text))
    if agreed or hearing.said.entities.get("phone") == "own":
        own = await own_number(turn.session, customer_id=turn.customer.id, vault=turn.vault)
        if own is not None:
            hearing.slots["callback_number"] = kept_number(own, turn)
            return True
    return False


def _read_wish(hearing: Hearing) -> bool:
    wish = hearing.said.entities.get("window")
    if wish == "soonest":
        when: When | None = When(None, None, None, soonest=True)
    else:
        when = understand(without_number(hearing.said.text), now=hearing.turn.now, language=hearing.turn.language)
    if when is None:
        return False
    former = hearing.slots["callback_hours"]
    if former and when.day is None and not when.soonest and when.start:
        when = replace(when, day=datetime.fromisoformat(former["earliest"]).date())
    elif former:
        when = joined(kept_wish(hearing.slots["callback_wish"]), when)
    hearing.slots.update(callback_wish=keep_wish(when), callback_hours=None)
    return True

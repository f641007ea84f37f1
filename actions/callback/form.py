"""The callback form: about what, on which number, when, and is that right."""

from datetime import datetime
from typing import Any

from rasa_sdk import Action
from rasa_sdk.executor import CollectingDispatcher

from actions.callback.hearing import Hearing, read_all
from actions.callback.words import (
    TALKED_ABOUT,
    TOPICS,
    act_in,
    drops_call,
    kept_number,
)
from actions.form import NEVER_ANSWERS, Elsewhere, Form, Said, Slots
from actions.rulebook import catalogue
from actions.wishes import keep_wish, kept_wish
from handoff.callbacks import Window, cancel_callback, find_window, open_callback, request_callback
from handoff.changing_hands import change_hands
from handoff.context import TurnContext, current_turn
from handoff.handing_over import own_team, team_hours
from handoff.models import HandoffReason, Mover, Owner, Team
from handoff.when import When

Kept = dict[str, Any]


class CallbackForm(Form, Action):  # type: ignore[misc]  # rasa_sdk has no types
    form = "callback_form"
    slots = (
        "callback_topic",
        "callback_number",
        "callback_wish",
        "callback_hours",
        "callback_outcome",
    )
    own = frozenset({"request_callback"})

    async def hear(
        self, said: Said, slots: Slots, requested: str | None, dispatcher: CollectingDispatcher
    ) -> str | None:
        turn = current_turn()
        known = await open_callback(turn.session, customer_id=turn.customer.id, now=turn.now)
        hearing = Hearing(said, slots, None if said.opens else requested, dispatcher, turn, known)
        if said.opens:
            return await _open(hearing)
        if said.intent in NEVER_ANSWERS:
            raise Elsewhere
        if requested == "callback_existing" and await _manage(hearing):
            return await _following(hearing)
        read = await read_all(hearing)
        if said.foreign and not said.answers(requested in read):
            raise Elsewhere
        if not read and not await _decided(hearing) and said.intent not in self.own:
            raise Elsewhere
        return await _following(hearing)


async def _open(hearing: Hearing) -> str | None:
    slots, turn, topic = hearing.slots, hearing.turn, hearing.said.entities.get("callback_topic")
    if hearing.said.entities.get("callback_act") == "cancel" or drops_call(hearing.said.text):
        await _drop(hearing)
        return None
    talked_about = turn.conversation.topic
    slots["callback_topic"] = topic if topic in TOPICS else talked_about if talked_about in TALKED_ABOUT else None
    if hearing.known is not None:
        slots["callback_topic"] = slots["callback_topic"] or hearing.known.topic
        slots["callback_number"] = kept_number(turn.vault.unseal(hearing.known.phone), turn)
    read = await read_all(hearing)
    if hearing.known is not None and "callback_window" not in read:
        return "callback_existing"
    return await _following(hearing)


async def _decided(hearing: Hearing) -> bool:
    """Whether a yes or no means something here."""
    said, slots, requested = hearing.said, hearing.slots, hearing.requested
    if requested == "callback_confirm" and said.yes:
        await _commit(hearing)
        return True
    if requested == "callback_confirm" and said.no:
        slots.update(callback_wish=None, callback_hours=None)
        return True
    return False


async def _manage(hearing: Hearing) -> bool:
    """What becomes of the call that is arranged already."""
    said = hearing.said
    act = said.entities.get("callback_act") or act_in(said.text) or ("keep" if said.yes or said.no else None)
    if act == "cancel":
        await _drop(hearing)
    elif act == "keep":
        hearing.slots["callback_outcome"] = "kept"
    return act is not None


async def _drop(hearing: Hearing) -> None:
    if hearing.known is not None:
        await cancel_callback(hearing.turn.session, hearing.known)
    hearing.slots["callback_outcome"] = "cancelled" if hearing.known else "none"


async def _following(hearing: Hearing) -> str | None:
    slots = hearing.slots
    if slots["callback_outcome"] is not None:
        return None
    if slots["callback_topic"] is None:
        return "callback_topic"
    if slots["callback_number"] is None:
        return "callback_phone"
    if slots["callback_hours"] is None:
        await _find(hearing)
    return "callback_confirm" if slots["callback_hours"] else "callback_window"


async def _find(hearing: Hearing) -> None:
    wish = kept_wish(hearing.slots["callback_wish"])
    if wish is None:
        return
    team = await team_of(hearing.slots["callback_topic"], hearing.turn)
    found = find_window(team_hours(team, hearing.turn.institution), wish, now=hearing.turn.now)
    if found is None:
        return
    if not found.as_wished:
        hearing.dispatcher.utter_message(response="utter_callback_not_then")
    hearing.slots["callback_hours"] = {
        "earliest": found.window.earliest.isoformat(),
        "latest": found.window.latest.isoformat(),
    }


async def _commit(hearing: Hearing) -> None:
    slots, turn = hearing.slots, hearing.turn
    window = kept_window(slots["callback_hours"])
    if window.latest <= turn.now:
        slots.update(callback_wish=keep_wish(When(None, None, None, soonest=True)), callback_hours=None)
        hearing.dispatcher.utter_message(response="utter_callback_not_then")
        return
    await request_callback(
        turn.session,
        conversation=turn.conversation,
        team=await team_of(slots["callback_topic"], turn),
        topic=slots["callback_topic"],
        phone=slots["callback_number"]["sealed"].encode(),
        window=window,
        now=turn.now,
        replacing=hearing.known,
    )
    slots["callback_outcome"] = "noted"
    if turn.conversation.owner is Owner.PARKED:
        # He has chosen the call instead of waiting for the morning.
        await change_hands(
            turn.session,
            turn.conversation,
            to=Owner.BOT,
            by=Mover.BOT,
            reason=HandoffReason.CALLBACK,
            now=turn.now,
        )


async def team_of(topic: str, turn: TurnContext) -> Team:
    return await own_team(turn.session, turn.institution, topic=topic, catalogue=catalogue())


def kept_window(kept: Kept) -> Window:
    return Window(datetime.fromisoformat(kept["earliest"]), datetime.fromisoformat(kept["latest"]))

"""The event form: which event, and how many come; or from which event to sign off."""

from dataclasses import dataclass

from rasa_sdk import Action
from rasa_sdk.executor import CollectingDispatcher

from actions.event.words import named_event, people_in
from actions.form import NEVER_ANSWERS, Elsewhere, Form, Said, Slots
from actions.ordinals import nth_alone, nth_in
from handoff.context import TurnContext, current_turn
from handoff.events import (
    MOST_PEOPLE,
    Full,
    sign_off,
    sign_up,
    sign_ups_of,
    upcoming_events,
    wait_for_place,
)
from handoff.models import Event, SignUp, SignUpState

ACTS = {"sign_up_event": "sign_up", "sign_off_event": "sign_off"}


@dataclass(frozen=True, slots=True)
class Hearing:
    """`events` may be chosen; `known` is what the customer is signed up for."""

    said: Said
    slots: Slots
    requested: str | None
    turn: TurnContext
    events: list[Event]
    known: list[SignUp]

    @property
    def event(self) -> Event | None:
        return next((event for event in self.events if event.slug == self.slots["event_slug"]), None)

    @property
    def sign_up(self) -> SignUp | None:
        event = self.event
        return next((one for one in self.known if event and one.event_id == event.id), None)


class EventForm(Form, Action):  # type: ignore[misc]  # rasa_sdk has no types
    form = "event_form"
    slots = ("event_shown", "event_act", "event_slug", "event_number", "event_outcome")
    own = frozenset(ACTS)
    lasting = frozenset({"event_shown"})

    async def hear(
        self, said: Said, slots: Slots, requested: str | None, dispatcher: CollectingDispatcher
    ) -> str | None:
        if said.intent in NEVER_ANSWERS and not said.opens:
            raise Elsewhere
        opens = said.opens or _switches(said, slots)
        if opens:
            shown = slots["event_shown"]
            taken = None if said.intent in ACTS else shown
            slots.update(
                dict.fromkeys(slots), event_shown=shown, event_act=ACTS.get(said.intent, "sign_up"), event_slug=taken
            )
        hearing = await _hearing(said, slots, None if opens else requested)
        answered = _read(hearing)
        if not opens and not answered and not _decided(hearing) and said.intent not in ACTS:
            raise Elsewhere
        if not opens and said.foreign and not said.answers(answered):
            raise Elsewhere
        following = await _following(hearing)
        slots["event_shown"] = slots["event_slug"] or slots["event_shown"]
        return following


async def _hearing(said: Said, slots: Slots, requested: str | None) -> Hearing:
    turn = current_turn()
    known = await sign_ups_of(turn.session, customer_id=turn.customer.id, now=turn.now)
    if slots["event_act"] == "sign_off":
        events = [one.event for one in known]
    else:
        events = await upcoming_events(turn.session, institution_id=turn.institution.id, now=turn.now)
    return Hearing(said, slots, requested, turn, events, known)


def _switches(said: Said, slots: Slots) -> bool:
    return said.intent in ACTS and ACTS[said.intent] != slots["event_act"]


def _read(hearing: Hearing) -> bool:
    """Whether an event or a number of people was named."""
    said, slots = hearing.said, hearing.slots
    alone = nth_alone(said.text, len(hearing.events)) if hearing.requested == "event_choice" else None
    if alone is not None:  # "2" is the second event here, not two people
        slots["event_slug"] = hearing.events[alone].slug
        return True
    tapped = next((event for event in hearing.events if event.slug == said.entities.get("event")), None)
    event = tapped or named_event(said.text, hearing.events, hearing.turn)
    if event is None and (hearing.requested == "event_choice" or (said.opens and said.intent not in ACTS)):
        nth = nth_in(said.text, len(hearing.events))
        event = hearing.events[nth] if nth is not None else None
    if event is not None:
        slots["event_slug"] = event.slug
    number = said.entities.get("people", "")
    people = int(number) if number.isdigit() else people_in(said.text, hearing.turn.language)
    if people is not None and slots["event_act"] == "sign_up":
        slots["event_number"] = people
    return event is not None or people is not None


def _decided(hearing: Hearing) -> bool:
    """Whether a yes or no means something here; a no ends the form."""
    said, slots = hearing.said, hearing.slots
    if said.yes:
        return hearing.requested in ("event_waiting", "event_sure")
    if not said.no:
        return False
    endings = {"event_sure": "stays", "event_waiting": "not_waiting"}
    slots["event_outcome"] = endings.get(hearing.requested or "", "dropped")
    return True


async def _following(hearing: Hearing) -> str | None:
    slots = hearing.slots
    if slots["event_outcome"] is not None:
        return None
    if not hearing.events:
        slots["event_outcome"] = "no_sign_up" if slots["event_act"] == "sign_off" else "no_events"
        return None
    if hearing.event is None:
        if len(hearing.events) > 1:
            return "event_choice"
        slots["event_slug"] = hearing.events[0].slug
    if slots["event_act"] == "sign_off":
        return await _leave(hearing)
    if slots["event_number"] is None:
        return "event_people"
    return await _come(hearing)


async def _leave(hearing: Hearing) -> str | None:
    if not (hearing.requested == "event_sure" and hearing.said.yes):
        return "event_sure"
    if hearing.sign_up is not None:
        await sign_off(hearing.turn.session, hearing.sign_up, now=hearing.turn.now)
    hearing.slots["event_outcome"] = "signed_off"
    return None


async def _come(hearing: Hearing) -> str | None:
    event, known, people = hearing.event, hearing.sign_up, int(hearing.slots["event_number"])
    assert event is not None  # asked for before
    customer, now, session = hearing.turn.customer.id, hearing.turn.now, hearing.turn.session
    if people > MOST_PEOPLE:
        return _end(hearing, "too_many")
    if hearing.requested == "event_waiting" and hearing.said.yes:
        await wait_for_place(session, event, customer_id=customer, people=people, now=now)
        return _end(hearing, "waiting")
    former = known.people if known else None
    was_coming = known is not None and known.state is SignUpState.COMING
    try:
        await sign_up(session, event, customer_id=customer, people=people, now=now)
    except Full:
        return _end(hearing, "no_more") if was_coming else "event_waiting"
    return _end(hearing, "coming" if former is None or not was_coming else "changed")


def _end(hearing: Hearing, outcome: str) -> str | None:
    """The form has nothing more to ask."""
    hearing.slots["event_outcome"] = outcome
    return None

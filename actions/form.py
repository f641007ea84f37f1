"""What our forms share: a message either answers, or belongs to another topic and is answered there first."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.choices import chosen_by_place, questions

Slots = dict[str, Any]

REQUESTED = "requested_slot"
ANSWERS = frozenset({"inform", "affirm", "deny", "nlu_fallback"})
NEVER_ANSWERS = frozenset(
    """
    block_card report_fraud ask_human reach_advisor complain report_death ask_my_data ask_state
    switch_to_english switch_to_german stop_notices start_notices
    """.split()
)
# What a plain "ja" takes up, until a form opens.
OFFERS = ("appointment_offered", "callback_offered", "event_offered")
SURE = 0.6


@dataclass(frozen=True, slots=True)
class Said:
    """`opens`: this message starts the form. `foreign`: it seems to belong to another topic."""

    text: str
    intent: str
    sure: bool
    entities: dict[str, str]
    opens: bool
    foreign: bool

    @property
    def yes(self) -> bool:
        return self.intent == "affirm"

    def answers(self, fitting: bool) -> bool:
        """Whether a message of another topic is yet an answer, if it fits the question: "egal", "Konto", "Samstag"."""
        plain = len(self.text.split()) <= 4 and "?" not in self.text
        return fitting and (plain or not self.sure)

    @property
    def no(self) -> bool:
        return self.intent == "deny"


class Elsewhere(Exception):
    """The message is no answer here; the rule of its intent speaks, then the form asks again."""


class Form(ABC):
    """A form's validating action: `hear` reads the message, fills `slots`, and says what to ask next.

    Mixed into an Action, for the SDK makes an instance of every action that it finds.
    """

    form: str
    slots: tuple[str, ...]
    own: frozenset[str]
    lasting: frozenset[str] = frozenset()
    """Slots that the form takes over as it opens."""

    def name(self) -> str:
        return f"validate_{self.form}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[EventType]:
        requested = tracker.get_slot(REQUESTED)
        # While a form opens Rasa already calls it active; its own questions are what tells.
        opens = not (requested or "").startswith(self.form.removesuffix("form"))
        fresh = set(self.slots) - self.lasting if opens else set()
        slots: Slots = {name: None if name in fresh else tracker.get_slot(name) for name in self.slots}
        try:
            following = await self.hear(self._said(tracker, opens, domain), slots, requested, dispatcher)
        except Elsewhere:
            return [SlotSet(REQUESTED, requested)]
        taken = [SlotSet(offer, False) for offer in OFFERS if opens and tracker.get_slot(offer)]
        return [*taken, *(SlotSet(name, value) for name, value in slots.items()), SlotSet(REQUESTED, following)]

    @abstractmethod
    async def hear(
        self, said: Said, slots: Slots, requested: str | None, dispatcher: CollectingDispatcher
    ) -> str | None:
        """The slot to ask for next; None when the form is over. Raises Elsewhere."""

    def _said(self, tracker: Tracker, opens: bool, domain: Any) -> Said:
        message = tracker.latest_message
        # What a button says is known by what it stands for; its title is no answer of the customer's.
        tapped = bool((message.get("metadata") or {}).get("tapped"))
        text, intent = "" if tapped else str(message.get("text") or ""), str(message["intent"]["name"])
        entities = {entity["entity"]: str(entity["value"]) for entity in message.get("entities") or ()}
        if not opens:
            chosen = chosen_by_place(text, questions(self.form, tracker.get_slot(REQUESTED)), domain)
            text, intent, entities = ("", "inform", chosen) if chosen else (text, intent, entities)
        return Said(
            text=text,
            intent=intent,
            sure=float(message["intent"].get("confidence") or 0.0) >= SURE,
            entities=entities,
            opens=opens,
            foreign=not opens and intent not in ANSWERS | self.own,
        )


def emptied(names: tuple[str, ...]) -> list[EventType]:
    return [SlotSet(name, None) for name in names]

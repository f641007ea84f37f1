"""The dialogue state: the slots that differ from their start, the active form, and how many forms were started.

No earlier turn is needed: rules look at slots, the active form and the turn itself. Only `conversation_start: true`
would look further back, so no rule may use it.
"""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

LANGUAGE = "language"
AnySlot = TypeVar("AnySlot", bound=Slot)


def unfold(state: Mapping[str, Any] | None, domain: Domain, *, sender_id: str, language: str) -> DialogueStateTracker:
    """A tracker as it stands before the turn. Slots and forms that a newer model dropped are left out."""
    known = state or {}
    slots = {name: value for name, value in known.get("slots", {}).items() if name in _names(domain)}
    events: list[Event] = [ActionExecuted("action_session_start"), SessionStarted()]
    events += [SlotSet(name, value) for name, value in {**slots, LANGUAGE: language}.items()]
    if known.get("form") in domain.form_names:
        events.append(ActiveLoop(known["form"]))
    events.append(ActionExecuted("action_listen"))
    return DialogueStateTracker.from_events(sender_id, events, domain.slots, domain=domain)


def fold(tracker: DialogueStateTracker, since: Iterable[Event], before: Mapping[str, Any] | None) -> dict[str, Any]:
    """`since` are the turn's events. `run` grows whenever a form starts anew, so that older buttons can be told."""
    slots = {
        name: slot.value
        for name, slot in tracker.slots.items()
        if slot.value != slot.initial_value and name != LANGUAGE
    }
    known = before or {}
    run = known.get("run", 0) + _starts(since, known.get("form"))
    return {"slots": slots, "form": tracker.active_loop_name, "run": run}


def _twin(slot: AnySlot) -> AnySlot:
    """What copy.copy gives for any object, without its detour by pickling: Rasa copies all slots many times a turn."""
    twin = object.__new__(type(slot))
    twin.__dict__.update(slot.__dict__)
    return twin


Slot.__copy__ = _twin


def _names(domain: Domain) -> set[str]:
    return {slot.name for slot in domain.slots}


def _starts(events: Iterable[Event], form: str | None) -> int:
    starts = 0
    for event in events:
        if isinstance(event, ActiveLoop):
            starts += event.name is not None and event.name != form
            form = event.name
    return starts

"""What tells two states apart. The proof rests on this: all else is taken not to influence what follows.

Of the dialogue that is who has the conversation, the form, the question it asks, and every slot. Slots in `FILLED`
count only as filled or not: which topic, day or number it is changes words, and what the database answers is told
apart by the question that follows. Of an offered or chosen time it also counts whether it has passed meanwhile. Of
the last topic it counts whether a callback would be about it, which team would get it, and how urgently.

Of what the customer has arranged it counts: no appointment, one (of which kind, and whether within half a day), or
several; whether a call is awaited; which events he comes to or waits for; whether he agreed to notices and holds to
it; whether WhatsApp tells his number. Of the clock, only what it has made pass.

The language is no part of it, since both are walked at once.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from actions.appointment.showing import SOON
from actions.callback.words import TALKED_ABOUT
from actions.handoff import subject
from actions.rulebook import catalogue
from handoff.workbench.walk.world import World, open_conversation

FILLED = frozenset(
    """
    appointment_which appointment_topic appointment_branch appointment_when appointment_offers appointment_slot
    callback_topic callback_number callback_wish callback_hours event_number hours_branch hours_day
    """.split()
)
# The parts of what is arranged, by the tables that show them: places of an event are gone by who comes.
PARTS = {
    "identifiers": "number",
    "consents": "notices",
    "appointments": "appointments",
    "callbacks": "callbacks",
    "sign_ups": "sign_ups",
    "events": "sign_ups",
}
Slots = tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Dialogue:
    """`new`: nothing has been said yet; `noticed`: the customer knows how we treat data; `urgent`: the notice given.

    `team`: whose the last topic is, and its priority.
    """

    owner: str
    new: bool
    noticed: bool
    form: str | None
    slots: Slots
    talked_about: bool
    team: tuple[str, int]
    urgent: str | None

    @property
    def is_with_bot(self) -> bool:
        return self.owner in ("bot", "parked")

    def without(self, names: frozenset[str]) -> "Dialogue":
        return replace(self, slots=tuple(slot for slot in self.slots if slot[0] not in names))

    def having(self, name: str, value: Any) -> "Dialogue":
        others = (slot for slot in self.slots if slot[0] != name)
        return replace(self, slots=tuple(sorted([*others, (name, value)])))


@dataclass(frozen=True, slots=True)
class State:
    """`arranged` by part, in the order of their names."""

    dialogue: Dialogue
    arranged: tuple[tuple[str, Any], ...]


def state_of(world: World) -> State:
    tables = world.tables
    return State(_dialogue(tables, world.now), tuple(sorted(_arranged(tables, world.now).items())))


def _dialogue(tables: dict[str, list[dict[str, Any]]], now: datetime) -> Dialogue:
    conversation, customer = open_conversation(tables), tables["customers"][0]
    known = conversation["dialogue"].get("bot") or {}
    rule = catalogue().rules[subject(conversation["topic"])]
    slots = ((name, _slot(name, value, now)) for name, value in known.get("slots", {}).items() if name != "language")
    return Dialogue(
        owner=conversation["owner"],
        new=not conversation["dialogue"],
        noticed=customer["notice_version"] is not None,
        form=known.get("form"),
        slots=tuple(sorted(slots)),
        talked_about=conversation["topic"] in TALKED_ABOUT,
        team=(rule.team, rule.priority),
        urgent=conversation["topic"] if conversation["priority"] >= 3 else None,
    )


def _slot(name: str, value: Any, now: datetime) -> Any:
    if name not in FILLED:
        return value if isinstance(value, str | bool | int | None) else repr(value)
    return f"{'some' if value else 'none'}{', passed' if _has_passed(name, value, now) else ''}"


def _has_passed(name: str, value: Any, now: datetime) -> bool:
    """Times are kept as "2026-11-26T10:00+01:00|45|…", and a window with its latest moment."""
    moments = {
        "appointment_slot": [value],
        "appointment_offers": value or [],
        "callback_hours": [value["latest"]] if name == "callback_hours" and value else [],
    }.get(name, [])
    return any(datetime.fromisoformat(moment.partition("|")[0]) <= now for moment in moments if moment)


def _arranged(tables: dict[str, list[dict[str, Any]]], now: datetime) -> dict[str, Any]:
    agreed = [row["revoked_at"] is None for row in tables["consents"] if row["kind"] == "notifications"]
    return {
        "number": bool(tables["identifiers"]),
        "notices": None if not agreed else any(agreed),
        "appointments": _appointments(tables["appointments"], now),
        "callbacks": _callbacks(tables["callbacks"], now),
        "sign_ups": tuple(
            sorted((row["event_id"], row["state"]) for row in tables["sign_ups"] if row["state"] != "cancelled")
        ),
    }


def _appointments(rows: list[dict[str, Any]], now: datetime) -> str:
    coming = [row for row in rows if row["state"] == "booked" and _moment(row["starts_at"]) > now]
    soon = any(_moment(row["starts_at"]) <= now + SOON for row in coming)
    which = coming[0]["meeting"] if len(coming) == 1 else "several" if coming else "none"
    return f"{which}{', soon' if soon else ''}"


def _callbacks(rows: list[dict[str, Any]], now: datetime) -> str:
    latest = [_moment(row["latest"]) for row in rows if row["state"] == "open"]
    return "none" if not latest else "awaited" if max(latest) > now else "missed"


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)

"""What is at hand while the appointment form listens, and what a message changes in its slots."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta

from rasa_sdk.executor import CollectingDispatcher

from actions.appointment.memory import kept_slot
from actions.appointment.words import meeting_in, topic_in
from actions.form import Said, Slots
from actions.ordinals import nth_alone, nth_in
from actions.wishes import joined, keep_wish, kept_wish
from handoff.appointments import TOPICS, Slot
from handoff.context import TurnContext
from handoff.models import Appointment, Meeting
from handoff.when import When, understand

ANY_BRANCH = "any"
_EGAL = re.compile(
    r"^\W*(?:(?:das |mir |ist |ganz |völlig )*(?:egal|wurscht|gleich)\b|(?:i )?don'?t (?:mind|care)|whichever|any|"
    r"(?:it )?doesn'?t matter|no preference)",
    re.IGNORECASE,
)
_DAY_OF_MONTH = re.compile(r"\d\.")
_BARE_HOUR = re.compile(r"\D{0,12}\b(\d{1,2})\b[\s.!?]*(?:bitte|please)?")
_WEEKDAY = re.compile(
    r"(?!.*\d\. ?\d)(?!.*\b(?:diese|this)).*(?:(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day).*",
    re.IGNORECASE | re.DOTALL,
)
_TARGET = re.compile(r"\b(?:auf|to|until|for)\b(?P<target>.+)$", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Hearing:
    """`requested` is the slot that was asked for, null as the form opens."""

    said: Said
    slots: Slots
    requested: str | None
    dispatcher: CollectingDispatcher
    turn: TurnContext


def when_in(hearing: Hearing, *, text: str | None = None) -> When | None:
    said = hearing.said.text if text is None else text
    return understand(said, now=hearing.turn.now, language=hearing.turn.language)


def read_topic(hearing: Hearing) -> bool:
    topic = hearing.said.entities.get("appointment_topic") or topic_in(hearing.said.text)
    return topic in TOPICS and put(hearing.slots, "appointment_topic", topic)


def read_meeting(hearing: Hearing) -> bool:
    meeting = hearing.said.entities.get("meeting") or meeting_in(hearing.said.text)
    if hearing.said.intent == "ask_online" and meeting == Meeting.BRANCH:
        return False  # "muss ich dafür in die Filiale?"
    return meeting in set(Meeting) and put(hearing.slots, "appointment_meeting", str(meeting))


def read_indifference(hearing: Hearing) -> bool:
    """ "Egal", where the customer comes: a branch rather than phone or video, and whichever is free first."""
    if not _EGAL.search(hearing.said.text):
        return False
    if hearing.requested == "appointment_meeting":
        put(hearing.slots, "appointment_meeting", Meeting.BRANCH.value)
    elif hearing.requested != "appointment_branch":
        return False
    return put(hearing.slots, "appointment_branch", ANY_BRANCH)


def read_wish(hearing: Hearing) -> bool:
    """One of the offered times, or a wish for another, joined with what was wished before."""
    offered = hearing.slots["appointment_offers"] or []
    chosen = _chosen(hearing, offered)
    if chosen is not None:
        hearing.slots["appointment_slot"] = chosen
        return True
    new = when_in(hearing) or _bare_hour(hearing) or _earlier(hearing)
    if new is None:
        return False
    former = _former_wish(hearing)
    wish = joined(former, _in_that_week(former, new, hearing.said.text))
    hearing.slots.update(appointment_when=keep_wish(wish), appointment_offers=None, appointment_slot=None)
    return True


def read_target(hearing: Hearing, appointment: Appointment) -> None:
    """To when an appointment shall be moved; the day on which it lies now only names it."""
    match = _TARGET.search(hearing.said.text)
    new = when_in(hearing, text=match["target"]) if match else None
    new = new or when_in(hearing) or _earlier(hearing)
    lies = appointment.starts_at.astimezone(hearing.turn.zone)
    if new is None or (new.day == lies.date() and new.start in (None, lies.time())):
        return
    if new.day is None and not new.soonest:
        new = When(lies.date(), new.start, new.end)
    hearing.slots["appointment_when"] = keep_wish(new)


def put(slots: Slots, name: str, value: str | None) -> bool:
    """A new topic, kind of meeting or branch makes the times anew."""
    if slots[name] != value:
        slots.update({name: value, "appointment_offers": None, "appointment_slot": None})
    return True


def _chosen(hearing: Hearing, offered: list[str]) -> str | None:
    tapped = hearing.said.entities.get("slot")
    if tapped and kept_slot(tapped, hearing.turn.zone):
        return tapped
    new, alone = when_in(hearing), nth_alone(hearing.said.text, len(offered))
    if alone is not None and not (new and _DAY_OF_MONTH.search(hearing.said.text)):
        return offered[alone]  # "den ersten" is no date where times were offered, "den 1." is
    nth = nth_in(hearing.said.text, len(offered)) if len(hearing.said.text) < 40 else None
    if new is None or new.soonest:
        nth = 0 if new and new.day is None and offered else nth
        return offered[nth] if nth is not None else None
    fitting = [kept for kept in offered if _is(kept_slot(kept, hearing.turn.zone), new)]
    return fitting[0] if len(fitting) == 1 else None


def _in_that_week(former: When | None, new: When, text: str) -> When:
    """ "Donnerstag" after "nächste Woche" is Thursday of that week, not the nearest."""
    if former is None or not (former.day and former.last_day and new.day) or not _WEEKDAY.fullmatch(text):
        return new
    later = new.day + timedelta(days=7)
    return replace(new, day=later) if new.day < former.day <= later <= former.last_day else new


def _bare_hour(hearing: Hearing) -> When | None:
    """ "11", where a time was asked for."""
    match = _BARE_HOUR.fullmatch(hearing.said.text)
    if match is None or hearing.requested not in ("appointment_when", "appointment_confirm"):
        return None
    return when_in(hearing, text=f"um {match[1]} uhr")


def _earlier(hearing: Hearing) -> When | None:
    return When(None, None, None, soonest=True) if hearing.said.intent == "ask_earlier" else None


def _is(slot: Slot | None, named: When) -> bool:
    if slot is None or named.end or named.last_day or not (named.start or named.day):
        return False
    return named.day in (None, slot.starts_at.date()) and named.start in (None, slot.starts_at.time())


def _former_wish(hearing: Hearing) -> When | None:
    slot = kept_slot(hearing.slots["appointment_slot"] or "", hearing.turn.zone)
    if slot is not None:
        return When(slot.starts_at.date(), slot.starts_at.time(), None)
    return kept_wish(hearing.slots["appointment_when"])

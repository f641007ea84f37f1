"""Appointments with advisors: what is free, booking without doubles, moving, cancelling, and the calendar file."""

from handoff.appointments.booking import (
    book,
    booked_at,
    cancel,
    move,
    note_delay,
    upcoming,
)
from handoff.appointments.calendar import as_ics
from handoff.appointments.finding import bookable_branches, find_slots, free_slots, slots_of_days, warm
from handoff.appointments.labels import TOPICS, topic_label
from handoff.appointments.slots import AHEAD, Found, NotBooked, Slot, SlotGone, Why

__all__ = [
    "AHEAD",
    "TOPICS",
    "Found",
    "NotBooked",
    "Slot",
    "SlotGone",
    "Why",
    "as_ics",
    "book",
    "bookable_branches",
    "booked_at",
    "cancel",
    "find_slots",
    "free_slots",
    "move",
    "note_delay",
    "slots_of_days",
    "topic_label",
    "upcoming",
    "warm",
]

"""The rows of a week: an advisor's each, or for one of them an hour's each, with what is free."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handoff.appointments import Slot
from handoff.models import Advisor
from handoff.web.calendar.entries import Entry


@dataclass(frozen=True, slots=True)
class Cell:
    entries: tuple[Entry, ...]
    free: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the week: an advisor or an hour of the day, with a cell for each day."""

    title: str
    link: UUID | None
    cells: tuple[Cell, ...]


def by_advisor(entries: tuple[Entry, ...], advisors: list[Advisor], days: tuple[date, ...]) -> tuple[Line, ...]:
    booked = [entry for entry in entries if entry.is_booked]
    return tuple(
        Line(
            advisor.name,
            advisor.id,
            tuple(
                Cell(tuple(entry for entry in booked if entry.day == day and entry.advisor_id == advisor.id), ())
                for day in days
            ),
        )
        for advisor in advisors
    )


def by_hour(
    entries: tuple[Entry, ...], slots: dict[date, tuple[Slot, ...]], days: tuple[date, ...]
) -> tuple[Line, ...]:
    booked = [entry for entry in entries if entry.is_booked]
    free = {day: on_the_half_hour(slots.get(day, ())) for day in days}
    hours = [entry.hour for entry in booked] + [slot.starts_at.hour for found in free.values() for slot in found]
    return tuple(
        Line(
            f"{hour:02}:00",
            None,
            tuple(
                Cell(
                    tuple(entry for entry in booked if entry.day == day and entry.hour == hour),
                    tuple(slot for slot in free[day] if slot.starts_at.hour == hour),
                )
                for day in days
            ),
        )
        for hour in range(min(hours, default=9), max(hours, default=8) + 1)
    )


def on_the_half_hour(slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
    """Those that are easily said; all of them if there is none."""
    return tuple(slot for slot in slots if slot.starts_at.minute % 30 == 0) or slots

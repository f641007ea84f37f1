"""The calendar's pages, each with the right that opens it."""

from dataclasses import dataclass

from handoff.access import Access, Right


@dataclass(frozen=True, slots=True)
class Tab:
    """`key`: of its title under `calendar.tab`."""

    key: str
    path: str
    right: Right


TABS = (
    Tab("callbacks", "/desk/callbacks", Right.CALLBACKS),
    Tab("appointments", "/desk/appointments", Right.CALENDAR),
    Tab("events", "/desk/events", Right.CALENDAR),
    Tab("shifts", "/desk/shifts", Right.SHIFTS),
)


def tabs_of(access: Access) -> tuple[Tab, ...]:
    return tuple(tab for tab in TABS if access.may(tab.right))

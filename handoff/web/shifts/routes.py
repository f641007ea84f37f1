"""Everything with an address in the shift plan."""

from handoff.web.shifts import files, plans, shifts

RESOURCES = (
    plans,
    shifts,
    files,
)

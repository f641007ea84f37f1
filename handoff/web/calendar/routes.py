"""Everything with an address in the calendar."""

from handoff.web.calendar import (
    appointments,
    bookings,
    callbacks,
    events,
    files,
    for_whom,
    moves,
    promised_calls,
    sign_ups,
)

RESOURCES = (
    callbacks,
    files,
    promised_calls,
    appointments,
    for_whom,
    bookings,
    moves,
    events,
    sign_ups,
)

"""Whose turn it is: who is due first, and whoever is urgent as if he had been due so much earlier.

So a fraud passes a praise that is late by less than an hour, and nobody waits for ever: whatever comes in later than
the head start of the most urgent stands behind. The database works out the same for each row (migration 0021).
"""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

HEAD_START = timedelta(minutes=20)
MOST_URGENT = 3
# Where nothing says when an answer is due.
USUAL_WAIT = timedelta(minutes=15)


class Turn(NamedTuple):
    """Sorts by whose turn comes first: of those due at once, who has waited longest. `id`: so that the order is always
    the same.
    """

    at: datetime
    since: datetime
    id: UUID


def turn_at(*, waiting_since: datetime, due_at: datetime | None, priority: int) -> datetime:
    """`priority`: 0 to 3, as the catalogue has it."""
    return (due_at or waiting_since + USUAL_WAIT) - priority * HEAD_START

"""When an event that did not arrive is sent again, and when its receiver counts as lost."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

SOONEST = timedelta(seconds=5)
LATEST = timedelta(hours=1)
# Longer than a weekend's Sunday and the night before it; then somebody has to look.
PATIENCE = timedelta(days=2)
# What a receiver asks for is obeyed up to here: one that says "in a year" has made a mistake.
LONGEST_WISH = timedelta(days=1)
GONE = 410
ASKS_TO_WAIT = (429, 503)


def wait(failing: timedelta, *, chance: float, wished: timedelta | None = None) -> timedelta:
    """Until the next attempt, after attempts have failed for the time `failing`.

    It is about as long again, so the time doubles with each attempt; `chance`, from 0 to 1, spreads it by a fifth
    either way, lest all that a receiver's fall has held up come back at one moment. `wished`: what the receiver asks.
    """
    if wished is not None:
        return min(max(wished, SOONEST), LONGEST_WISH)
    return min(max(failing, SOONEST), LATEST) * (0.8 + 0.4 * chance)


def is_lost(failing: timedelta) -> bool:
    return failing >= PATIENCE


def is_delivered(status: int) -> bool:
    return 200 <= status < 300


def wish_of(status: int, retry_after: str | None, *, now: datetime) -> timedelta | None:
    """What Retry-After asks for: seconds or a date (RFC 9110); None where it means nothing."""
    if status not in ASKS_TO_WAIT or not retry_after:
        return None
    if retry_after.isascii() and retry_after.isdigit():
        return timedelta(seconds=min(int(retry_after[:12]), LONGEST_WISH.total_seconds()))
    try:
        until = parsedate_to_datetime(retry_after)
    except (ValueError, TypeError, OverflowError):
        return None
    return until.replace(tzinfo=until.tzinfo or UTC) - now

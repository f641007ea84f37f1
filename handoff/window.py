"""WhatsApp's customer service window: 24 hours from the customer's last message (contract, §12)."""

from datetime import datetime, timedelta

WINDOW = timedelta(hours=24)


def window_end(last_inbound_at: datetime | None) -> datetime | None:
    """None: the customer has never written, so there is no window."""
    return last_inbound_at + WINDOW if last_inbound_at else None


def is_window_open(last_inbound_at: datetime | None, *, now: datetime) -> bool:
    """Outside it only an approved template may be sent."""
    end = window_end(last_inbound_at)
    return end is not None and now < end

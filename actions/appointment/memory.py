"""Slots as the dialogue state and buttons carry them."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from handoff.appointments import Slot


def keep_slot(slot: Slot) -> str:
    """ "2026-11-26T10:00+01:00|45|<advisor>": when, how many minutes, with whom."""
    minutes = int((slot.ends_at.timestamp() - slot.starts_at.timestamp()) // 60)
    return f"{slot.starts_at.isoformat(timespec='minutes')}|{minutes}|{slot.advisor_id}"


def kept_slot(kept: str, zone: ZoneInfo) -> Slot | None:
    """None for what is no slot."""
    try:
        start, minutes, advisor = kept.split("|")
        starts_at = datetime.fromisoformat(start).astimezone(zone)
        return Slot(UUID(advisor), starts_at, starts_at + timedelta(minutes=int(minutes)))
    except ValueError:
        return None

"""Months by an institution's own calendar, with an hour more or less where the clocks change."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """`first`: its first day."""

    first: date

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.replace(day=1))

    @classmethod
    def read(cls, written: str) -> "Month":
        """As "2026-11". Raises ValueError."""
        return cls(date.fromisoformat(f"{written}-01"))

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def following(self) -> "Month":
        return Month.of(self.first + timedelta(days=31))

    @property
    def before(self) -> "Month":
        return Month.of(self.first - timedelta(days=1))

    def span(self, zone: str) -> tuple[datetime, datetime]:
        """From its first midnight to the next month's."""
        there = ZoneInfo(zone)
        return (
            datetime.combine(self.first, time.min, there),
            datetime.combine(self.following.first, time.min, there),
        )

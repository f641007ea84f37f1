"""Weeks as ISO 8601 counts them: from Monday on, and the one with a year's first Thursday is its first."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_WRITTEN = re.compile(r"(20\d\d)-W(\d\d)")


@dataclass(frozen=True, slots=True)
class Week:
    monday: date

    @classmethod
    def of(cls, day: date) -> "Week":
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def read(cls, text: str) -> "Week | None":
        """ "2026-W53"; None for what is no week, as "2027-W53"."""
        match = _WRITTEN.fullmatch(text)
        try:
            return cls(date.fromisocalendar(int(match[1]), int(match[2]), 1)) if match else None
        except ValueError:
            return None

    def __str__(self) -> str:
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02}"

    @property
    def number(self) -> int:
        return self.monday.isocalendar().week

    @property
    def year(self) -> int:
        """The week's, which at its edges is not the day's: 1 January 2027 lies in 2026-W53."""
        return self.monday.isocalendar().year

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.monday + timedelta(days=ahead) for ahead in range(7))

    def later(self, weeks: int) -> "Week":
        return Week(self.monday + timedelta(weeks=weeks))

    def span(self, zone: str) -> tuple[datetime, datetime]:
        """From its first midnight to the next week's."""
        there = ZoneInfo(zone)
        after = self.monday + timedelta(weeks=1)
        return datetime.combine(self.monday, time.min, there), datetime.combine(after, time.min, there)

"""A shift's times as clocks show them, and as moments."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handoff.errors import HandoffError

MIDNIGHT = time(0)


class NoSuchTime(HandoffError):
    """The clocks are put forward over it."""

    def __init__(self, day: date, at: time):
        super().__init__("no such time on that day")
        self.day = day
        self.at = at


@dataclass(frozen=True, slots=True)
class Times:
    """An end that isn't after the start is the next day's: 22:00 to 06:00 is a night, 08:00 to 00:00 until midnight."""

    start: time
    end: time

    def on(self, day: date, zone: str) -> tuple[datetime, datetime]:
        """In UTC. Of an hour that comes twice the first is meant. Raises NoSuchTime."""
        after = day if self.end > self.start else day + timedelta(days=1)
        return _moment(day, self.start, zone), _moment(after, self.end, zone)

    @classmethod
    def between(cls, starts_at: datetime, ends_at: datetime, zone: str) -> "Times":
        there = ZoneInfo(zone)
        return cls(starts_at.astimezone(there).time().replace(fold=0), ends_at.astimezone(there).time().replace(fold=0))


def _moment(day: date, at: time, zone: str) -> datetime:
    there = ZoneInfo(zone)
    moment = datetime.combine(day, at, there).astimezone(UTC)
    if moment.astimezone(there).replace(tzinfo=None) != datetime.combine(day, at):
        raise NoSuchTime(day, at)
    return moment

"""What somebody wants to know: of whom, and from when to when."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

# So many days are shown one by one, and by the week; what is longer, by the month.
DAYS, WEEKS = 62, 200


@dataclass(frozen=True, slots=True)
class Question:
    """From the day `since` to the day `until`, both included, by the clocks of each institution. What is None doesn't
    matter; an empty `topic` is none.
    """

    institutions: tuple[UUID, ...]
    since: date
    until: date
    team_id: UUID | None = None
    agent_id: UUID | None = None
    topic: str | None = None
    language: str | None = None

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    @property
    def step(self) -> str:
        """How a period is cut up to be drawn: "day", "week" or "month"."""
        if self.days <= DAYS:
            return "day"
        return "week" if self.days <= WEEKS else "month"

    @property
    def steps(self) -> tuple[date, ...]:
        """The first day of each; weeks begin on Monday."""
        found, day = [], begin_of(self.since, self.step)
        while day <= self.until:
            found.append(day)
            day = begin_of(day + timedelta(days={"day": 1, "week": 7, "month": 31}[self.step]), self.step)
        return tuple(found)

    @property
    def whole_months(self) -> tuple[date, date]:
        """The first day of the first month that lies within, and the day after the last."""
        first = self.since if self.since.day == 1 else begin_of(self.since.replace(day=1) + timedelta(days=31), "month")
        last = (self.until + timedelta(days=1)).replace(day=1)
        return first, max(first, last)

    @property
    def before(self) -> "Question":
        """The same of the days just before, as many."""
        shift = timedelta(days=self.days)
        return replace(self, since=self.since - shift, until=self.until - shift)


def begin_of(day: date, step: str) -> date:
    if step == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if step == "month" else day

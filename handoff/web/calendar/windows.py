"""When somebody is to be called, as a form asks for it: within the hours of the team, by the bot's own rule."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handoff.callbacks import Window, find_window
from handoff.handing_over import team_hours
from handoff.hours import Hours
from handoff.models import Institution, Team
from handoff.web.forms import Problem
from handoff.web.moments import day_name, time_of_day
from handoff.when import When

SOONEST = When(None, None, None, soonest=True)
# Nobody wants to wait by the telephone all day.
LONGEST = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Shift:
    """A team at work, `now` in its zone."""

    hours: Hours
    now: datetime

    def proposed(self) -> dict[str, str]:
        """The next window in which the team is there, as fields of the form; empty if there is none for four weeks."""
        found = find_window(self.hours, SOONEST, now=self.now)
        return _fields(found.window) if found else {}

    def window(self, day: date, start: time, end: time, *, language: str) -> Window | Problem:
        """The part of the wish in which the team is there, or what is wrong with it."""
        if end <= start:
            return Problem("ends_first")
        if datetime.combine(day, end, self.now.tzinfo) <= self.now:
            return Problem("past")
        found = find_window(self.hours, When(day, start, end), now=self.now)
        if found is None:
            return Problem("never_there")
        if found.as_wished:
            return found.window
        zone = self.hours.zone
        named = day_name(found.window.earliest, self.now, zone, language)
        between = {name: time_of_day(getattr(found.window, name), zone, language) for name in ("earliest", "latest")}
        return Problem("not_there", {"day": named, **between})


def shift_of(team: Team, institution: Institution, now: datetime) -> Shift:
    return Shift(team_hours(team, institution), now.astimezone(ZoneInfo(institution.zone)))


def _fields(window: Window) -> dict[str, str]:
    day_ends = datetime.combine(window.earliest.date(), time(23, 59), window.earliest.tzinfo)
    latest = min(window.latest, window.earliest + LONGEST, day_ends)
    return {
        "day": window.earliest.date().isoformat(),
        "start": f"{window.earliest:%H:%M}",
        "end": f"{latest:%H:%M}",
    }

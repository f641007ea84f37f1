"""A week of appointments: by advisor, or for one of them by the hour, with what is free."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.appointments import Slot, slots_of_days
from handoff.models import Advisor, Appointment, Branch, Institution, Organisation
from handoff.web.calendar.entries import Entry, read_entries
from handoff.web.calendar.week_choice import Choice, id_of, monday_of
from handoff.web.calendar.week_lines import Line, by_advisor, by_hour
from handoff.web.desk import Desk
from handoff.web.moments import day_title
from handoff.web.viewer import Viewer

WORKDAYS = 5


@dataclass(frozen=True, slots=True)
class Week:
    """`entries` has what is cancelled too; `lines` only what is booked. `advisor`: the one that is shown alone."""

    institution: Institution
    institutions: tuple[tuple[UUID, str], ...]
    advisors: tuple[Advisor, ...]
    branches: tuple[Branch, ...]
    advisor: Advisor | None
    branch: UUID | None
    view: str
    monday: date
    today: date
    days: tuple[date, ...]
    entries: tuple[Entry, ...]
    lines: tuple[Line, ...]

    def of_day(self, day: date) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.day == day)

    def link(self, *, weeks: int = 0, **changed: str) -> str:
        """The address of the same page, another week or otherwise changed."""
        return f"/desk/appointments?{self.query(weeks=weeks, **changed)}"

    @property
    def for_booking(self) -> str:
        """What of it goes along to the booking: the advisor, and a week that is not this one."""
        day = "" if self.monday <= self.today else self.monday.isoformat()
        values = {"advisor": str(self.advisor.id) if self.advisor else "", "day": day}
        return urlencode({name: value for name, value in values.items() if value})

    def query(self, *, weeks: int = 0, **changed: str) -> str:
        values = {
            "view": self.view,
            "day": (self.monday + timedelta(weeks=weeks)).isoformat(),
            "advisor": str(self.advisor.id) if self.advisor else "all",
            "branch": str(self.branch) if self.branch else "",
            "institution": str(self.institution.id) if len(self.institutions) > 1 else "",
        }
        return urlencode({name: value for name, value in (values | changed).items() if value})

    def titles(self, language: str) -> tuple[tuple[date, str], ...]:
        return tuple((day, day_title(day, language)) for day in self.days)


async def read_week(session: AsyncSession, desk: Desk, viewer: Viewer, choice: Choice) -> Week:
    institutions = await _institutions(session, viewer)
    chosen = choice.institution if choice.institution in dict(institutions) else institutions[0][0]
    institution = await session.get_one(Institution, chosen)
    every = await advisors_of(session, institution.id)
    advisor = _advisor(every, choice, viewer)
    advisors = [one for one in every if choice.branch in (None, one.branch_id)]
    now = desk.clock()
    today = now.astimezone(ZoneInfo(institution.zone)).date()
    monday = monday_of(choice.day or today, today)
    days, entries, slots = await _read_days(session, desk, viewer, institution, monday, advisor, choice.branch)
    is_weekend = choice.day is None and today.weekday() >= WORKDAYS
    if is_weekend and not any(slots.values()) and not any(one.is_booked and not one.is_over for one in entries):
        # Nothing of this week is left.
        monday += timedelta(days=7)
        days, entries, slots = await _read_days(session, desk, viewer, institution, monday, advisor, choice.branch)
    used = [entry.day.weekday() + 1 for entry in entries] + [day.weekday() + 1 for day, free in slots.items() if free]
    shown = tuple(days[: max([WORKDAYS, *used])])
    return Week(
        institution=institution,
        institutions=institutions,
        advisors=tuple(every),
        branches=await _branches(session, institution.id),
        advisor=advisor,
        branch=choice.branch,
        view=choice.view,
        monday=monday,
        today=today,
        days=shown,
        entries=entries,
        lines=by_hour(entries, slots, shown) if advisor else by_advisor(entries, advisors, shown),
    )


async def advisors_of(session: AsyncSession, institution_id: UUID) -> list[Advisor]:
    wanted = select(Advisor).where(Advisor.institution_id == institution_id).order_by(Advisor.name, Advisor.slug)
    return list(await session.scalars(wanted))


def _advisor(advisors: list[Advisor], choice: Choice, viewer: Viewer) -> Advisor | None:
    """An advisor sees his own calendar first."""
    if choice.advisor == "all":
        return None
    if choice.advisor:
        return next((one for one in advisors if one.id == id_of(choice.advisor)), None)
    return next((one for one in advisors if one.user_id == viewer.user.id), None) if not choice.branch else None


async def _institutions(session: AsyncSession, viewer: Viewer) -> tuple[tuple[UUID, str], ...]:
    wanted = select(Organisation.id, Organisation.name).where(Organisation.id.in_(viewer.access.where(Right.CALENDAR)))
    return tuple((one, name) for one, name in await session.execute(wanted.order_by(Organisation.name)))


async def _branches(session: AsyncSession, institution_id: UUID) -> tuple[Branch, ...]:
    wanted = select(Branch).where(Branch.institution_id == institution_id).order_by(Branch.name)
    return tuple(await session.scalars(wanted))


async def _read_days(
    session: AsyncSession,
    desk: Desk,
    viewer: Viewer,
    institution: Institution,
    monday: date,
    advisor: Advisor | None,
    branch: UUID | None,
) -> tuple[list[date], tuple[Entry, ...], dict[date, tuple[Slot, ...]]]:
    """Seven days, what is booked, and what is free with the advisor who is shown alone."""
    days = [monday + timedelta(days=ahead) for ahead in range(7)]
    wanted = [
        Appointment.institution_id == institution.id,
        Appointment.starts_at >= _midnight(monday, institution),
        Appointment.starts_at < _midnight(monday + timedelta(days=7), institution),
    ]
    if advisor is not None:
        wanted.append(Appointment.advisor_id == advisor.id)
    if branch is not None:
        wanted.append(Advisor.branch_id == branch)
    entries = await read_entries(session, desk, viewer, *wanted)
    if advisor is None:
        return days, entries, {}
    slots = await slots_of_days(session, [advisor], days, institution=institution, now=desk.clock())
    return days, entries, slots


def _midnight(day: date, institution: Institution) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(institution.zone))

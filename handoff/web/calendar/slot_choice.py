"""Choosing a free time: topic, kind of meeting, advisor, week; then the times that the bot would offer, all of them."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from sanic import Request
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.appointments import AHEAD, TOPICS, Slot, slots_of_days
from handoff.models import Advisor, Institution, Meeting
from handoff.web.calendar.week import WORKDAYS, advisors_of
from handoff.web.calendar.week_choice import date_of, id_of, monday_of
from handoff.web.calendar.week_lines import on_the_half_hour

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Wanted:
    """`slot`: the code of the one that was chosen before, to be ticked. `is_named`: the topic was asked for."""

    topic: str
    is_named: bool
    meeting: Meeting
    advisor_id: UUID | None
    day: date | None
    slot: str


@dataclass(frozen=True, slots=True)
class FreeTime:
    code: str
    starts_at: datetime
    advisor: str


@dataclass(frozen=True, slots=True)
class SlotChoice:
    """`next_day`: the next one with a free time, where the week that is shown has none."""

    wanted: Wanted
    topics: tuple[str, ...]
    meetings: tuple[Meeting, ...]
    advisors: tuple[Advisor, ...]
    monday: date
    days: tuple[tuple[date, tuple[FreeTime, ...]], ...]
    next_day: date | None

    @property
    def is_empty(self) -> bool:
        return not any(times for _, times in self.days)

    def query(self, *, weeks: int = 0, day: date | None = None) -> str:
        monday = day or self.monday + timedelta(weeks=weeks)
        values = {
            "topic": self.wanted.topic,
            "meeting": self.wanted.meeting.value,
            "advisor": str(self.wanted.advisor_id or ""),
            "day": monday.isoformat(),
        }
        return urlencode({name: value for name, value in values.items() if value})


def wanted_of(request: Request, *, topic: str, meeting: Meeting, advisor_id: UUID | None = None) -> Wanted:
    """From the address or a form that came back; these where it says nothing."""
    given = {**{name: request.args.get(name) for name in request.args}, **_form(request)}
    chosen = given.get("topic") or ""
    kind = given.get("meeting") or ""
    return Wanted(
        topic=chosen if chosen in TOPICS else topic,
        is_named=chosen in TOPICS,
        meeting=Meeting(kind) if kind in tuple(Meeting) else meeting,
        advisor_id=id_of(given["advisor"]) if "advisor" in given else advisor_id,
        day=date_of(given.get("day")),
        slot=given.get("slot") or "",
    )


def slot_of(code: str, advisors: list[Advisor], zone: str) -> Slot | None:
    """What `FreeTime.code` stands for; None for what is no code."""
    advisor_id, _, moment = code.partition("~")
    advisor = next((one for one in advisors if one.id == id_of(advisor_id)), None)
    if advisor is None:
        return None
    try:
        starts_at = datetime.fromisoformat(moment)
        local = starts_at.astimezone(ZoneInfo(zone))
        ends_at = local + timedelta(minutes=advisor.minutes)
    except (ValueError, OverflowError):
        return None
    return Slot(advisor.id, local, ends_at) if starts_at.tzinfo else None


def code_of(slot: Slot) -> str:
    return f"{slot.advisor_id}~{slot.starts_at.isoformat()}"


async def read_choice(
    session: AsyncSession,
    wanted: Wanted,
    *,
    institution: Institution,
    now: datetime,
    customer_id: UUID,
    moving: UUID | None = None,
) -> SlotChoice:
    """Without a day named, the first week with a free time."""
    every = await advisors_of(session, institution.id)
    wanted = _fitting(wanted, every)
    able = [one for one in every if wanted.topic in one.topics and wanted.meeting.value in one.meetings]
    asked = [one for one in able if wanted.advisor_id in (None, one.id)]
    today = now.astimezone(ZoneInfo(institution.zone)).date()

    async def free(days: list[date]) -> dict[date, tuple[Slot, ...]]:
        return await slots_of_days(
            session, asked, days, institution=institution, now=now, customer_id=customer_id, moving=moving
        )

    first = None if wanted.day else await _first_day(free, today)
    monday = monday_of(wanted.day or first, today)
    days = _week(monday)
    found = await free(days)
    if wanted.day and not any(found.values()):
        first = await _first_day(free, max(today, days[-1]))
    times = tuple((day, _times(found[day], asked)) for day in days)
    return SlotChoice(
        wanted=wanted,
        topics=tuple(topic for topic in TOPICS if any(topic in one.topics for one in every)),
        meetings=tuple(kind for kind in Meeting if any(kind.value in one.meetings for one in every)),
        advisors=tuple(able),
        monday=monday,
        days=tuple((day, free_then) for day, free_then in times if free_then or day.weekday() < WORKDAYS),
        next_day=first if first and first > days[-1] else None,
    )


async def _first_day(free: Callable[[list[date]], Awaitable[dict[date, tuple[Slot, ...]]]], start: date) -> date | None:
    """Week by week, for mostly one is found in the first."""
    last = start + AHEAD
    while start <= last:
        found = await free(_week(start))
        if day := next((day for day, slots in found.items() if slots), None):
            return day
        start += WEEK
    return None


def _week(start: date) -> list[date]:
    return [start + timedelta(days=ahead) for ahead in range(WEEK.days)]


def _fitting(wanted: Wanted, advisors: list[Advisor]) -> Wanted:
    """An advisor who was chosen brings his topic along; where another topic or kind is asked for, others are there."""
    chosen = next((one for one in advisors if one.id == wanted.advisor_id), None)
    if chosen is None:
        return replace(wanted, advisor_id=None)
    if wanted.topic not in chosen.topics and not wanted.is_named and chosen.topics:
        wanted = replace(wanted, topic=chosen.topics[0])
    if wanted.topic in chosen.topics and wanted.meeting.value in chosen.meetings:
        return wanted
    return replace(wanted, advisor_id=None)


def _times(slots: tuple[Slot, ...], advisors: list[Advisor]) -> tuple[FreeTime, ...]:
    """Each time once, with the advisor who has the most free then, as the bot gives them out."""
    names = {one.id: one.name for one in advisors}
    room = Counter(slot.advisor_id for slot in slots)
    best: dict[datetime, Slot] = {}
    for slot in sorted(on_the_half_hour(slots), key=lambda slot: -room[slot.advisor_id]):
        best.setdefault(slot.starts_at, slot)
    return tuple(FreeTime(code_of(slot), at, names[slot.advisor_id]) for at, slot in sorted(best.items()))


def _form(request: Request) -> dict[str, str]:
    return {name: str(request.form.get(name) or "") for name in request.form} if request.form else {}

"""A week of a team: who is on duty and who is away, by person and by day, and which hours nobody covers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.absences import absences_between
from handoff.hours import Hours, describe_day
from handoff.models import Absence, Shift, User
from handoff.shifts import Week, planned_people, shifts_between, uncovered
from handoff.web.desk import Desk
from handoff.web.moments import clock_span, day_span, day_title
from handoff.web.shifts.choice import PATH, Choice, House, read_house
from handoff.web.shifts.gap_words import Uncovered, in_words
from handoff.web.texts import texts_in
from handoff.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Turn:
    """A shift as it is shown. `is_away`: who has it is away all the while."""

    id: UUID
    said: str
    is_away: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One person's day. `away`: in words, with the deputy."""

    day: date
    title: str
    turns: tuple[Turn, ...]
    away: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """`hours`: how many he works in that week, in words; absences are not taken off."""

    user_id: UUID
    name: str
    cells: tuple[Cell, ...]
    hours: str


@dataclass(frozen=True, slots=True)
class Roster:
    """`opening`: the team's hours by day, in words. `has_plan`: a shift begins in this week."""

    house: House
    week: Week
    today: date
    titles: tuple[str, ...]
    opening: tuple[str, ...]
    rows: tuple[Row, ...]
    uncovered: tuple[Uncovered, ...]
    has_plan: bool

    @property
    def days(self) -> tuple[date, ...]:
        return self.week.days

    def link(self, weeks: int = 0, path: str = PATH) -> str:
        return self.house.link(self.week.later(weeks), path)

    @property
    def this_week(self) -> str:
        return self.house.link(Week.of(self.today))

    @property
    def query(self) -> str:
        """For the page's stream, and forms that come back to it."""
        return self.link().partition("?")[2]

    def new_link(self, row: Row, day: date) -> str:
        return f"{self.link(path=f'{PATH}/new')}&user={row.user_id}&day={day.isoformat()}"


async def read_roster(session: AsyncSession, desk: Desk, viewer: Viewer, choice: Choice) -> Roster:
    """Raises NotFound."""
    house = await read_house(session, viewer, choice)
    now = desk.clock()
    today = now.astimezone(ZoneInfo(house.zone)).date()
    week = choice.week or Week.of(today)
    start, end = week.span(house.zone)
    people = await planned_people(session, house.team.id)
    shifts = [
        one for one in await shifts_between(session, [house.team.id], start=start, end=end) if one.starts_at >= start
    ]
    absences = await absences_between(session, [one.id for one in people], start=start, end=end)
    names = await _names(session, people, absences)
    gaps = await uncovered(session, house.team, house.institution, start=max(start, now), end=end) if end > now else ()
    language = viewer.language
    hours = Hours(house.team.hours, house.institution.state, house.zone)
    return Roster(
        house=house,
        week=week,
        today=today,
        titles=tuple(day_title(day, language) for day in week.days),
        opening=tuple(describe_day(hours, day, language) for day in week.days),
        rows=tuple(_row(one, week, shifts, absences, names, house.zone, language) for one in people),
        uncovered=in_words(gaps, names, house.zone, language),
        has_plan=bool(shifts),
    )


async def _names(session: AsyncSession, people: Sequence[User], absences: Sequence[Absence]) -> Mapping[UUID, str]:
    names = {one.id: one.name for one in people}
    for deputy in {one.deputy_id for one in absences if one.deputy_id} - names.keys():
        user = await session.get(User, deputy)
        if user is not None:
            names[user.id] = user.name
    return names


def _row(
    person: User,
    week: Week,
    shifts: Sequence[Shift],
    absences: Sequence[Absence],
    names: Mapping[UUID, str],
    zone: str,
    language: str,
) -> Row:
    there = ZoneInfo(zone)
    own = [one for one in shifts if one.user_id == person.id]
    away = [one for one in absences if one.user_id == person.id]
    cells = tuple(
        Cell(
            day=day,
            title=day_title(day, language),
            turns=tuple(
                Turn(one.id, clock_span(one.starts_at, one.ends_at, zone, language), _is_away(one, away))
                for one in own
                if one.starts_at.astimezone(there).date() == day
            ),
            away=tuple(_away_said(one, names, zone, language) for one in away if one.touches(day)),
        )
        for day in week.days
    )
    return Row(person.id, person.name, cells, _length(own, language))


def _is_away(shift: Shift, absences: Sequence[Absence]) -> bool:
    return any(one.starts_at <= shift.starts_at and shift.ends_at <= one.ends_at for one in absences)


def _away_said(absence: Absence, names: Mapping[UUID, str], zone: str, language: str) -> str:
    t = texts_in(language)
    said = t("shifts.away")
    if absence.is_part_of_a_day:
        said = t("shifts.away_then", when=clock_span(absence.starts_at, absence.ends_at, zone, language))
    deputy = names.get(absence.deputy_id) if absence.deputy_id else None
    return f"{said}, {t('absences.stands_in', who=deputy)}" if deputy else said


def _length(shifts: Sequence[Shift], language: str) -> str:
    """Empty for none."""
    worked = sum((one.ends_at - one.starts_at for one in shifts), timedelta())
    if not worked:
        return ""
    number = format_decimal(worked / timedelta(hours=1), "0.##", locale="de_DE" if language == "de" else "en_GB")
    return texts_in(language)("shifts.hours", number=number)


def week_title(week: Week, language: str) -> str:
    """ "KW 53 · 28. Dez. 2026 – 3. Jan. 2027"."""
    days = day_span(week.days[0], week.days[-1], language)
    return texts_in(language)("shifts.week", number=week.number, days=days)

"""Reads the counts that answer a question: of days, or of hours where a team, a topic or an agent is asked for."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import Hands, Measure, Speaker
from handoff.statistics.asking import Question

# By measure and detail.
Totals = Mapping[Measure, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Answer:
    """`series`: of each step of the period, by its first day. `week`: customers' messages by weekday (Monday is 0) and
    hour. `open`: by day and hour, how many conversations were open at its end, in whose hands.
    """

    question: Question
    totals: Totals
    before: Totals
    series: Mapping[date, Totals]
    week: Mapping[tuple[int, int], int]
    open: Mapping[tuple[date, int], Mapping[Hands, int]]

    @property
    def is_empty(self) -> bool:
        return not any(self.totals.values())


async def answer(session: AsyncSession, question: Question) -> Answer:
    source = _source(question)
    await session.execute(ROOM)
    series: dict[date, dict[Measure, dict[str, int]]] = {}
    totals: dict[Measure, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for step, measure, detail, number in await _rows(
        session, SERIES, source.months, question, more=COUNTED, step=question.step, measures=MEASURES
    ):
        series.setdefault(step, {}).setdefault(Measure(measure), {})[detail] = number
        totals[Measure(measure)][detail] += number
    before: dict[Measure, dict[str, int]] = {}
    for measure, detail, number in await _rows(
        session, TOTALS, source.months, question.before, more=COUNTED, measures=MEASURES
    ):
        before.setdefault(Measure(measure), {})[detail] = number
    return Answer(
        question=question,
        totals=totals,
        before=before,
        series=series,
        week=await _week(session, source, question),
        open=await _open(session, source, question),
    )


# Years of a topic are added up in memory, not on the disk.
ROOM = text("SELECT set_config('work_mem', '64MB', true)")
# What is read from, as `counts`: with day and number, and with `clock` an array of 24 hours or an hour and its number.
DAYS = """
    SELECT measure, detail, day, number, clock FROM statistics_days
    WHERE institution_id = ANY(CAST(:institutions AS uuid[])) AND day BETWEEN :since AND :until {more}
"""
HOURS = """
    SELECT measure, detail, day, number, clock FROM {table}
    WHERE institution_id = ANY(CAST(:institutions AS uuid[])) AND day BETWEEN :since AND :until {more}
"""
# The key has no day; the index of topics has, and no hour.
ABOUT = " AND hour >= CAST(:since AS date) - 1 AND hour < CAST(:until AS date) + 2"
# The months that are whole within the period, and the days before and after them.
MONTHS = """
    SELECT measure, detail, month AS day, number FROM statistics_months
    WHERE institution_id = ANY(CAST(:institutions AS uuid[])) AND month >= :first AND month < :last {more}
    UNION ALL
    SELECT measure, detail, day, number FROM statistics_days
    WHERE institution_id = ANY(CAST(:institutions AS uuid[])) AND day BETWEEN :since AND :until AND day < :first {more}
    UNION ALL
    SELECT measure, detail, day, number FROM statistics_days
    WHERE institution_id = ANY(CAST(:institutions AS uuid[])) AND day BETWEEN :since AND :until AND day >= :last {more}
"""
SERIES = """
    SELECT date_trunc(:step, day::timestamp)::date, measure, detail, sum(number)
    FROM ({counts}) c GROUP BY 1, 2, 3
"""
TOTALS = "SELECT measure, detail, sum(number) FROM ({counts}) c GROUP BY 1, 2"
# Named one by one, since the keys of all tables begin with the measure.
COUNTED = " AND measure = ANY(CAST(:measures AS text[]))"
MEASURES = [measure.value for measure in Measure if measure is not Measure.OPEN]
BY_DAY_AND_HOUR = "SELECT {key}, {sums} FROM ({counts}) c WHERE {condition} GROUP BY {groups}"
BY_HOUR = "SELECT {key}, clock, sum(number) FROM ({counts}) c WHERE {condition} GROUP BY {groups}, clock"
SUMS = ", ".join(f"sum(clock[{hour}])" for hour in range(1, 25))


@dataclass(frozen=True, slots=True)
class Source:
    """`counts` has a place for {more} conditions. `months`: the same without hours, and for a long period with fewer
    rows.
    """

    counts: str
    has_days: bool
    months: str


def _source(question: Question) -> Source:
    more = "".join(
        f" AND {name} = :{name}"
        for name in ("team_id", "topic", "language", "agent_id")
        if getattr(question, name) is not None
    )
    if question.team_id is None and question.topic is None and question.agent_id is None:
        days, months = (counts.replace("{more}", more + "{more}") for counts in (DAYS, MONTHS))
        return Source(days, has_days=True, months=months if question.step == "month" else days)
    table = "statistics_hours" if question.agent_id is None else "statistics_agents"
    more += ABOUT if question.topic is None or question.team_id or question.agent_id else ""
    hours = HOURS.replace("{table}", table).replace("{more}", more + "{more}")
    return Source(hours, has_days=False, months=hours)


async def _rows(
    session: AsyncSession, statement: str, counts: str, question: Question, *, more: str = "", **values: Any
) -> list[Any]:
    values |= {name: getattr(question, name) for name in ("since", "until", "team_id", "agent_id", "topic", "language")}
    values["institutions"] = list(question.institutions)
    values["first"], values["last"] = question.whole_months
    written = statement.replace("{counts}", counts.replace("{more}", more))
    return list(await session.execute(text(written), values))


async def _clocked(
    session: AsyncSession, source: Source, question: Question, key: str, condition: str
) -> list[tuple[Any, str, int, int]]:
    """By key, detail and hour: how many."""
    statement = BY_DAY_AND_HOUR.replace("{sums}", SUMS) if source.has_days else BY_HOUR
    statement = statement.replace("{key}", f"{key}, detail").replace("{groups}", "1, 2")
    # Said within, too, since PostgreSQL finds the measure by the key's first column.
    statement = statement.replace("{condition}", "true")
    rows = await _rows(session, statement, source.counts, question, more=f" AND {condition}")
    if not source.has_days:
        return [(key, detail, clock, number) for key, detail, clock, number in rows]
    return [(key, detail, clock, number or 0) for key, detail, *day in rows for clock, number in enumerate(day)]


async def _week(session: AsyncSession, source: Source, question: Question) -> dict[tuple[int, int], int]:
    wanted = f"measure = '{Measure.MESSAGES}' AND detail = '{Speaker.CUSTOMER}'"
    rows = await _clocked(session, source, question, "extract(isodow FROM day)::integer", wanted)
    return {(weekday - 1, clock): number for weekday, _, clock, number in rows if number}


async def _open(session: AsyncSession, source: Source, question: Question) -> dict[tuple[date, int], dict[Hands, int]]:
    """From how many were open when the period began, changed hour by hour. An agent's are not kept from the beginning,
    so nothing can be added up.
    """
    if question.agent_id is not None:
        return {}
    wanted = f"measure = '{Measure.OPEN}'"
    earlier = Question(
        question.institutions,
        date(2000, 1, 1),
        question.since - timedelta(days=1),
        question.team_id,
        None,
        question.topic,
        question.language,
    )
    sums = "SELECT detail, sum(number) FROM ({counts}) c GROUP BY 1"
    begin = await _rows(session, sums, _source(earlier).months, earlier, more=f" AND {wanted}")
    level = dict.fromkeys(Hands, 0) | {Hands(detail): number for detail, number in begin}
    changes = {
        (day, clock, Hands(detail)): number
        for day, detail, clock, number in await _clocked(session, source, question, "day", wanted)
    }
    found = {}
    for day in (question.since + timedelta(days=count) for count in range(question.days)):
        for clock in range(24):
            level = {hands: level[hands] + changes.get((day, clock, hands), 0) for hands in Hands}
            found[day, clock] = level
    return found

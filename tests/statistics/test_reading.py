"""What is read for a question is what the hours say, whichever table it is read from."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest

from handoff.models import Measure
from handoff.statistics.asking import Question, begin_of
from handoff.statistics.reading import answer

from .test_counting import MOMENTS

# By the day and hour of the institution's clocks.
HOURS = """
    SELECT (hour AT TIME ZONE 'Europe/Berlin')::date, extract(hour FROM hour AT TIME ZONE 'Europe/Berlin')::int,
        measure, detail, number
    FROM statistics_hours WHERE institution_id = ANY(:institutions) AND (CAST(:topic AS text) IS NULL OR topic = :topic)
        AND (CAST(:language AS text) IS NULL OR language = :language)
        AND (CAST(:team AS uuid) IS NULL OR team_id = :team)
"""


@pytest.fixture
async def years(diary, count_all):
    """Some conversations at each of the moments, over a year and a half."""
    book = diary(17)
    for moment in MOMENTS:
        for _ in range(12):
            await book.conversation(moment + timedelta(days=10 * book.chance.random()), ends=book.chance.random() < 0.9)
    await count_all()


def questions(world, seed):
    chance = random.Random(seed)
    for days in (1, 2, 31, 45, 90, 300, 800):
        since = date(2026, 9, 1) + timedelta(days=chance.randint(0, 600))
        ids = list(world.institutions.values())
        yield Question(
            institutions=tuple(chance.sample(ids, chance.randint(1, 2))),
            since=since,
            until=since + timedelta(days=days - 1),
            team_id=chance.choice((None, None, *world.teams.values())),
            topic=chance.choice((None, None, "", "unlock")),
            language=chance.choice((None, None, "en")),
        )


async def plain(ask, question):
    return await ask(
        HOURS,
        institutions=list(question.institutions),
        topic=question.topic,
        language=question.language,
        team=question.team_id,
    )


def summed(pairs):
    found = Counter()
    for key, number in pairs:
        found[key] += number
    return {key: number for key, number in found.items() if number}


def totals(rows, question):
    return summed(
        ((measure, detail), number)
        for day, _, measure, detail, number in rows
        if question.since <= day <= question.until and measure != "open"
    )


def flat(found):
    return summed(
        ((measure, detail), number) for measure, details in found.items() for detail, number in details.items()
    )


@pytest.mark.parametrize("seed", range(6))
async def test_a_question_is_answered_as_the_hours_say(world, years, ask, seed):
    for question in questions(world, seed):
        rows = await plain(ask, question)
        async with world.sessions() as session:
            found = await answer(session, question)

        within = [row for row in rows if question.since <= row[0] <= question.until]
        assert flat(found.totals) == totals(rows, question)
        assert flat(found.before) == totals(rows, question.before)
        assert summed(
            ((step, *key), number) for step, one in found.series.items() for key, number in flat(one).items()
        ) == (summed(((begin_of(day, question.step), m, d), n) for day, _, m, d, n in within if m != "open"))
        assert set(found.series) <= set(question.steps)
        assert found.week == summed(
            ((day.weekday(), clock), n) for day, clock, m, d, n in within if (m, d) == ("messages", "customer")
        )
        last = summed((d, n) for day, _, m, d, n in rows if m == Measure.OPEN and day <= question.until)
        assert {hands: n for hands, n in found.open[question.until, 23].items() if n} == last
        first = summed(
            (d, n) for day, clock, m, d, n in rows if m == Measure.OPEN and (day, clock) <= (question.since, 12)
        )
        assert {hands: n for hands, n in found.open[question.since, 12].items() if n} == first


def test_whole_months_are_those_that_lie_within():
    def months(since, until):
        return Question((), since, until).whole_months

    assert months(date(2026, 1, 1), date(2026, 12, 31)) == (date(2026, 1, 1), date(2027, 1, 1))
    assert months(date(2026, 1, 2), date(2026, 3, 30)) == (date(2026, 2, 1), date(2026, 3, 1))
    assert months(date(2028, 2, 29), date(2028, 3, 15)) == (date(2028, 3, 1), date(2028, 3, 1))
    assert months(date(2026, 5, 3), date(2026, 5, 9)) == (date(2026, 6, 1), date(2026, 6, 1))

"""What counting costs on a database that trials.fill has filled, and what it saves."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.database import Sessions, connect, migrate, sessions_of
from handoff.models import Institution
from handoff.settings import Settings
from handoff.statistics.asking import Question
from handoff.statistics.counting import count
from handoff.statistics.keeping import look
from handoff.statistics.reading import answer
from handoff.statistics.rebuilding import rebuild

# The same from the messages themselves.
PLAIN_WEEK = text("""
    SELECT extract(isodow FROM m.sent_at AT TIME ZONE 'Europe/Berlin'),
        extract(hour FROM m.sent_at AT TIME ZONE 'Europe/Berlin'), count(*)
    FROM messages m WHERE m.author = 'customer' AND m.sent_at > now() - interval '1 year' GROUP BY 1, 2
""")
PLAIN_ANSWERS = text("""
    SELECT percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY said.at - h.at)
    FROM handoffs h CROSS JOIN LATERAL (
        SELECT min(m.sent_at) AS at FROM messages m
        WHERE m.conversation_id = h.conversation_id AND m.author = 'agent' AND m.sent_at >= h.at
    ) said WHERE h.to_owner = 'waiting' AND said.at IS NOT NULL
""")


@dataclass(frozen=True, slots=True)
class Counting:
    """`kept`: bytes of what each conversation added. `compared`: seconds from the messages, and from the counts.
    `idle`, `busy`: seconds of the worker's look.
    """

    conversations: int
    messages: int
    seconds: float
    rows: int
    kept: int
    compared: dict[str, tuple[float, float]]
    idle: float
    busy: float


async def measure_counting(settings: Settings) -> Counting:
    migrate(str(settings.database_url))
    engine = connect(str(settings.database_url))
    sessions = sessions_of(engine)
    now = datetime.now(UTC)
    begun = time.monotonic()
    conversations = await rebuild(sessions, now=now, forget=True)
    seconds = time.monotonic() - begun
    async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        await connection.execute(text("VACUUM ANALYZE statistics_hours, statistics_days, statistics_counted"))
    while await look(sessions, now=now):
        pass
    async with sessions() as session:
        messages = await session.scalar(text("SELECT count(*) FROM messages"))
        rows = await session.scalar(text("SELECT count(*) FROM statistics_hours"))
        kept = await session.scalar(text("SELECT pg_total_relation_size('statistics_counted')"))
        houses = tuple(await session.scalars(select(Institution.id)))
        ids = list(await session.scalars(text("SELECT id FROM conversations ORDER BY id LIMIT 1000")))
    question = Question(houses, now.date() - timedelta(days=365), now.date())
    counted = await _seconds(sessions, lambda session: answer(session, question))
    compared = {
        "heat map": (await _seconds(sessions, lambda session: session.execute(PLAIN_WEEK)), counted),
        "first answers": (await _seconds(sessions, lambda session: session.execute(PLAIN_ANSWERS)), counted),
    }
    idle = await _seconds(sessions, lambda _: look(sessions, now=now))
    busy = await _seconds(sessions, lambda session: count(session, ids, now=now))
    await engine.dispose()
    return Counting(conversations, messages or 0, seconds, rows or 0, kept or 0, compared, idle, busy)


async def _seconds(sessions: Sessions, work: Callable[[AsyncSession], Awaitable[object]]) -> float:
    """The quicker of two."""
    taken = []
    for _ in range(2):
        async with sessions() as session:
            begun = time.monotonic()
            await work(session)
            taken.append(time.monotonic() - begun)
    return min(taken)

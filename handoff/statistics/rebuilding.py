"""Counts everything that is there anew: after figures have come to mean something else, or an institution's clocks."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import text

from handoff.database import Sessions
from handoff.statistics.counting import CLOCK, count
from handoff.statistics.keeping import AT_ONCE, WAIT

FOLLOWING = text("SELECT id FROM conversations WHERE id > :last ORDER BY id LIMIT :most")
FIRST = "00000000-0000-0000-0000-000000000000"
FORGET = [
    text(f"DELETE FROM {table}")
    for table in ("statistics_hours", "statistics_days", "statistics_agents", "statistics_counted")
]
CLEAR_DAYS = text("DELETE FROM statistics_days")
DAYS = text(f"""
    INSERT INTO statistics_days (measure, institution_id, day, detail, language, number, clock)
    SELECT measure, institution_id, day, detail, language, sum(number), ARRAY[{CLOCK}]
    FROM (
        SELECT h.measure, h.institution_id, (h.hour AT TIME ZONE i.zone)::date AS day, h.detail, h.language,
            extract(hour FROM h.hour AT TIME ZONE i.zone)::integer AS clock, h.number
        FROM statistics_hours h JOIN institutions i ON i.id = h.institution_id
    ) hours GROUP BY 1, 2, 3, 4, 5
""")


async def rebuild(
    sessions: Sessions, *, now: datetime, forget: bool = False, progress: Callable[[int], None] = lambda _: None
) -> int:
    """Returns how many conversations were counted. What conversations had added that are deleted by now stays, unless
    it is to be forgotten. The worker may run meanwhile.
    """
    if forget:
        async with sessions.begin() as session:
            await session.execute(WAIT)
            for statement in FORGET:
                await session.execute(statement)
    last, counted = FIRST, 0
    while True:
        async with sessions.begin() as session:
            await session.execute(WAIT)
            ids = list(await session.scalars(FOLLOWING, {"last": last, "most": AT_ONCE}))
            if not ids:
                break
            await count(session, ids, now=now)
        last, counted = str(ids[-1]), counted + len(ids)
        progress(counted)
    async with sessions.begin() as session:
        await session.execute(WAIT)
        await session.execute(CLEAR_DAYS)
        await session.execute(DAYS)
    return counted

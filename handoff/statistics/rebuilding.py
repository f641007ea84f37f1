"""Counts everything that is there anew: after figures have come to mean something else, or an institution's clocks."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import text

from handoff.database import Sessions
from handoff.statistics.counting import CLOCK, count
from handoff.statistics.keeping import AT_ONCE, WAIT

FOLLOWING = text("SELECT id FROM conversations WHERE id > :last ORDER BY id LIMIT :most")
FIRST = "00000000-0000-0000-0000-000000000000"
TABLES = "hours days months agents counted".split()
FORGET = [text(f"DELETE FROM statistics_{table}") for table in TABLES]
# By the institutions' clocks as they are now; and the days and months anew from the hours.
DERIVE = [
    *(
        text(f"""
            UPDATE statistics_{table} h SET day = (h.hour AT TIME ZONE i.zone)::date,
                clock = extract(hour FROM h.hour AT TIME ZONE i.zone)
            FROM institutions i WHERE i.id = h.institution_id AND (
                h.day <> (h.hour AT TIME ZONE i.zone)::date OR h.clock <> extract(hour FROM h.hour AT TIME ZONE i.zone)
            )
        """)
        for table in ("hours", "agents")
    ),
    text("DELETE FROM statistics_days"),
    text(f"""
        INSERT INTO statistics_days (measure, institution_id, day, detail, language, number, clock)
        SELECT measure, institution_id, day, detail, language, sum(number), ARRAY[{CLOCK}]
        FROM statistics_hours GROUP BY 1, 2, 3, 4, 5
    """),
    text("DELETE FROM statistics_months"),
    text("""
        INSERT INTO statistics_months (measure, institution_id, month, detail, language, number)
        SELECT measure, institution_id, date_trunc('month', day)::date, detail, language, sum(number)
        FROM statistics_days GROUP BY 1, 2, 3, 4, 5
    """),
]


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
        for statement in DERIVE:
            await session.execute(statement)
    return counted

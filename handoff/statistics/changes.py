"""Which conversations are to be counted anew: what was written since, found by the tables' own running numbers.

Nothing is noted where messages are stored and turns written, so neither costs more. A transaction may become visible
after one with higher numbers; so what is newer than two minutes is looked through again. What stays unnoticed even so
is counted when the conversation next changes, at the latest when it is closed.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import CountingMark, Status

# No transaction that writes messages, turns or acts takes longer.
OVERLAP = timedelta(minutes=2)
# Rows that are looked through at a time; and how many of the newest again, where there are more.
AT_ONCE, AGAIN = 20_000, 5_000
# A message may fail as long after it was sent.
FAILS_WITHIN = timedelta(days=31)

SOURCES = {
    "messages": "SELECT conversation_id AS id FROM messages WHERE id > :settled AND id <= :high",
    "turns": "SELECT conversation_id AS id FROM turns WHERE id > :settled AND id <= :high",
    "audit": """
        SELECT c.id FROM audit a JOIN conversations c ON c.id = CAST(split_part(a.subject, ':', 2) AS uuid)
        WHERE a.id > :settled AND a.id <= :high AND a.subject LIKE 'conversation:%'
        UNION
        SELECT b.conversation_id FROM audit a JOIN callbacks b ON b.id = CAST(split_part(a.subject, ':', 2) AS uuid)
        WHERE a.id > :settled AND a.id <= :high AND a.subject LIKE 'callback:%'
    """,
}
FAILED = text(f"""
    SELECT m.conversation_id FROM institutions i JOIN messages m ON m.institution_id = i.id
        AND (m.failure_code IS NOT NULL OR m.failure_reason IS NOT NULL) AND m.sent_at > :since
    JOIN statistics_counted k ON k.conversation_id = m.conversation_id
    GROUP BY m.conversation_id, k.failures HAVING count(*) FILTER (WHERE m.status = {int(Status.FAILED)}) <> k.failures
    LIMIT :most
""")
OVERDUE = text("""
    SELECT b.conversation_id FROM institutions i JOIN callbacks b ON b.institution_id = i.id AND b.state = 'open'
        AND b.earliest < :now
    JOIN statistics_counted k ON k.conversation_id = b.conversation_id
    WHERE b.latest <= :now AND k.counted_at < b.latest LIMIT :most
""")


async def changed(session: AsyncSession, *, now: datetime) -> tuple[set[UUID], bool]:
    """Conversations to count, and whether there is more to look through at once. Moves the marks."""
    found: set[UUID] = set()
    more = False
    for source in SOURCES:
        ids, is_more = await _written_since(session, source)
        found |= ids
        more |= is_more
    found |= set(await session.scalars(FAILED, {"since": now - FAILS_WITHIN, "most": AT_ONCE}))
    found |= set(await session.scalars(OVERDUE, {"now": now, "most": AT_ONCE}))
    return found, more


async def _written_since(session: AsyncSession, source: str) -> tuple[set[UUID], bool]:
    database_now: datetime = await session.scalar(select(func.clock_timestamp()))  # type: ignore[assignment]
    newest = await session.scalar(text(f"SELECT coalesce(max(id), 0) FROM {source}")) or 0
    mark = await session.get(CountingMark, source)
    if mark is None:
        # Whatever there is has messages, by which it is found.
        start = 0 if source == "messages" else newest
        mark = CountingMark(source=source, settled=start, seen=start, seen_at=database_now)
        session.add(mark)
    high = min(newest, mark.settled + AT_ONCE)
    values = {"settled": mark.settled, "high": high}
    ids = set(await session.scalars(text(f"SELECT DISTINCT id FROM ({SOURCES[source]}) AS written"), values))
    if high < newest:
        mark.settled = max(mark.settled, high - AGAIN)
        mark.seen, mark.seen_at = max(mark.seen, mark.settled), database_now
    elif database_now - mark.seen_at >= OVERLAP:
        mark.settled, mark.seen, mark.seen_at = mark.seen, newest, database_now
    return ids, high < newest

"""What time decides about: outcomes that stay unknown, statuses that came early, numbers that were stopped."""

from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import FOR_ITS_HOLDER, Status

log = structlog.get_logger()

# Advisory locks with this first key say which outbox processes live.
HOLDER_LOCKS = 724101

_HOLDER_GONE = """NOT EXISTS (
        SELECT FROM pg_locks l WHERE l.locktype = 'advisory' AND l.classid = :locks AND l.objid = o.holder)"""
# Before a file is uploaded its message can't have gone out, and a reaction that comes twice is the same reaction.
SAFE_AGAIN = text(f"""
    UPDATE outbox o SET state = 'queued', holder = NULL
    WHERE o.state = 'sending' AND {_HOLDER_GONE} AND (o.kind = 'reaction' OR o.kind = 'message' AND EXISTS (
        SELECT FROM media f JOIN messages m ON m.id = f.message_id
        WHERE f.message_id = o.message_id AND f.media_id IS NULL AND m.author <> 'customer'))
""")
ORPHANED = text(f"""
    UPDATE outbox o SET state = 'unknown', due_at = clock_timestamp() + interval '20 s'
    WHERE o.state = 'sending' AND o.kind = 'message' AND {_HOLDER_GONE}
""")
SIGNALS_LOST = text(f"""
    DELETE FROM outbox o WHERE o.state = 'sending' AND o.kind IN ('read', 'typing') AND {_HOLDER_GONE}
""")
CAME_THROUGH = text("""
    DELETE FROM outbox o USING messages m
    WHERE o.state = 'unknown' AND m.id = o.message_id AND m.status >= :accepted
""")
NOBODY_KNOWS = text("""
    WITH gone AS (
        DELETE FROM outbox WHERE state = 'unknown' AND due_at <= clock_timestamp() RETURNING message_id, conversation_id
    ), trouble AS (
        INSERT INTO troubles (message_id, conversation_id, what)
        SELECT message_id, conversation_id, 'outcome_unknown' FROM gone ON CONFLICT DO NOTHING
    )
    UPDATE messages m SET status = :unknown, status_at = :at, failure_reason = 'outcome unknown'
    FROM gone WHERE m.id = gone.message_id
    RETURNING m.id, m.conversation_id
""")
EARLY = text("""
    WITH known AS (
        DELETE FROM early_statuses e USING messages m
        WHERE m.number_id = e.number_id AND m.wamid = e.wamid
        RETURNING m.id, e.status, e.at, e.failure_code, e.failure_reason
    ), highest AS (SELECT DISTINCT ON (id) * FROM known ORDER BY id, status DESC), changed AS (
        UPDATE messages m SET status = h.status, status_at = h.at, failure_code = h.failure_code,
            failure_reason = h.failure_reason
        FROM highest h WHERE m.id = h.id AND m.status < h.status
        RETURNING m.id, m.conversation_id, m.status
    )
    INSERT INTO troubles (message_id, conversation_id, what)
    SELECT id, conversation_id, 'send_failed' FROM changed WHERE status = :failed ON CONFLICT DO NOTHING
""")
# What only reminds its holder that he has the chat again gives way.
ATTENTION = text("""
    WITH told AS (DELETE FROM troubles RETURNING conversation_id, what)
    UPDATE conversations c SET attention = t.what FROM told t
    WHERE c.id = t.conversation_id AND c.owner <> 'closed'
        AND (c.attention IS NULL OR c.attention = ANY(CAST(:lesser AS text[])))
    RETURNING c.id
""")
# A status that belongs to no message of ours; `at` is Meta's time, so two days to be generous.
NEVER_OURS = text("DELETE FROM early_statuses WHERE at < CAST(:now AS timestamptz) - interval '2 days'")
LONG_GONE = text("DELETE FROM processes WHERE seen_at < clock_timestamp() - interval '1 day'")
RESUME = text("""
    UPDATE numbers SET sending_stopped = NULL, stopped_at = NULL
    WHERE stopped_at < clock_timestamp() - interval '60 s' RETURNING id
""")


async def sweep(session: AsyncSession, *, now: datetime) -> set[UUID]:
    """Returns the conversations that show something new."""
    for statement in (SAFE_AGAIN, ORPHANED, SIGNALS_LOST):
        await session.execute(statement, {"locks": HOLDER_LOCKS})
    await session.execute(CAME_THROUGH, {"accepted": int(Status.ACCEPTED)})
    lost = (await session.execute(NOBODY_KNOWS, {"unknown": int(Status.UNKNOWN), "at": now})).all()
    for row in lost:
        log.error("outcome unknown, marked for a person", conversation=str(row.conversation_id), message=row.id)
    await session.execute(EARLY, {"failed": int(Status.FAILED)})
    await session.execute(NEVER_OURS, {"now": now})
    await session.execute(LONG_GONE)
    await session.execute(RESUME)
    return set(await session.scalars(ATTENTION, {"lesser": list(FOR_ITS_HOLDER)}))

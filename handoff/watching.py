"""What only the database knows of the whole service, for monitors: queues, what is overdue, which processes live."""

import asyncio

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.clock import Clock
from handoff.database import Sessions
from handoff.heartbeat import GONE_AFTER
from handoff.metrics import (
    EVENTS,
    HEARTBEAT_AGE,
    OLDEST_UNHANDLED,
    OUTBOX,
    PAUSED_RECEIVERS,
    PROCESSES,
    QUEUE,
    UNHANDLED,
)
from handoff.models import DeliveryState, OutboxState, PauseCause

log = structlog.get_logger()

EVERY = 10.0

QUEUES = text("""
    SELECT t.slug, o.owner, count(c.id) FROM teams t CROSS JOIN (VALUES ('waiting'), ('parked')) AS o (owner)
    LEFT JOIN conversations c ON c.team_id = t.id AND c.owner = o.owner AND c.owner IN ('waiting', 'parked')
    GROUP BY 1, 2
""")
WAITING = text("""
    SELECT count(*), coalesce(greatest(extract(epoch FROM CAST(:now AS timestamptz) - min(received_at)), 0), 0)
    FROM messages WHERE handled_at IS NULL
""")
TO_SEND = text("SELECT state, count(*) FROM outbox GROUP BY 1")
EVENTS_TO_SEND = text("""
    SELECT state, count(*) FROM webhook_deliveries WHERE state IN ('waiting', 'failed') GROUP BY 1
""")
PAUSED = text("SELECT pause_cause, count(*) FROM webhook_subscriptions WHERE paused_at IS NOT NULL GROUP BY 1")
SEEN = text("""
    SELECT part, extract(epoch FROM clock_timestamp() - max(seen_at)),
        count(*) FILTER (WHERE seen_at > clock_timestamp() - make_interval(secs => :seconds))
    FROM processes GROUP BY 1
""")


async def keep(sessions: Sessions, *, clock: Clock) -> None:
    """Looks every ten seconds, until cancelled."""
    while True:
        try:
            async with sessions() as session:
                await look(session, clock=clock)
        except (SQLAlchemyError, OSError) as error:
            log.warning("nothing to tell monitors, the database is away", error=type(error).__name__)
        await asyncio.sleep(EVERY)


async def look(session: AsyncSession, *, clock: Clock) -> None:
    queues = {(slug, owner): number for slug, owner, number in await session.execute(QUEUES)}
    QUEUE.clear()  # of a team that is gone nothing is told
    for (slug, owner), number in queues.items():
        QUEUE.labels(slug, owner).set(number)
    unhandled, oldest = (await session.execute(WAITING, {"now": clock()})).one()
    UNHANDLED.set(unhandled)
    OLDEST_UNHANDLED.set(oldest)
    to_send = {state: number for state, number in await session.execute(TO_SEND)}
    for state in OutboxState:
        OUTBOX.labels(state.value).set(to_send.get(state.value, 0))
    events = {state: number for state, number in await session.execute(EVENTS_TO_SEND)}
    for waiting in (DeliveryState.WAITING, DeliveryState.FAILED):
        EVENTS.labels(waiting.value).set(events.get(waiting.value, 0))
    paused = {cause: number for cause, number in await session.execute(PAUSED)}
    for cause in PauseCause:
        PAUSED_RECEIVERS.labels(cause.value).set(paused.get(cause.value, 0))
    for part, age, living in await session.execute(SEEN, {"seconds": GONE_AFTER}):
        HEARTBEAT_AGE.labels(part).set(age)
        PROCESSES.labels(part).set(living)

"""Keeps the counts up to date, in the worker; of several workers one at a time."""

import asyncio
from datetime import datetime

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.clock import Clock
from handoff.database import Sessions
from handoff.statistics.changes import changed
from handoff.statistics.counting import count

log = structlog.get_logger()

EVERY = 30.0
# Conversations that one statement counts: five times as many take more than ten times as long.
AT_ONCE = 200
LOCK = text("SELECT pg_try_advisory_xact_lock(hashtext('schalter.statistics'))")
WAIT = text("SELECT pg_advisory_xact_lock(hashtext('schalter.statistics'))")


async def keep(sessions: Sessions, *, clock: Clock) -> None:
    """Looks every half a minute, until cancelled."""
    while True:
        try:
            while await look(sessions, now=clock()):
                await asyncio.sleep(0)
        except (SQLAlchemyError, OSError) as error:
            log.warning("statistics wait, the database is away", error=type(error).__name__)
        await asyncio.sleep(EVERY)


async def look(sessions: Sessions, *, now: datetime) -> bool:
    """Counts what has changed; true if there is more to look through at once."""
    async with sessions.begin() as session:
        if not await session.scalar(LOCK):
            return False
        return await count_changed(session, now=now)


async def count_changed(session: AsyncSession, *, now: datetime) -> bool:
    """The same in a transaction that has the lock."""
    conversations, more = await changed(session, now=now)
    ordered = sorted(conversations)
    for start in range(0, len(ordered), AT_ONCE):
        await count(session, ordered[start : start + AT_ONCE], now=now)
    return more

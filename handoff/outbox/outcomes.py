"""What became of a letter, written down. Each outcome is one transaction's work."""

import random
from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.errors import ChannelError, LimitExceeded
from handoff.models import Status
from handoff.outbox.letters import Letter
from handoff.whatsapp.api_errors import Remedy, rule_for

log = structlog.get_logger()

Outcome = Callable[[AsyncSession], Awaitable[UUID | None]]

ATTEMPTS = 8
LONGEST_WAIT = 300.0

ACCEPTED = text("""
    WITH gone AS (DELETE FROM outbox WHERE id = :entry)
    UPDATE messages SET wamid = :wamid, status = greatest(status, :status)
    WHERE id = :message
""")
FAILED = text("""
    WITH gone AS (DELETE FROM outbox WHERE id = :entry)
    UPDATE messages
    SET status = greatest(status, :status), status_at = :at, failure_code = :code, failure_reason = :reason
    WHERE id = :message
""")
GONE = text("DELETE FROM outbox WHERE id = :entry")
UNKNOWN = text("UPDATE outbox SET state = 'unknown', due_at = clock_timestamp() + interval '20 s' WHERE id = :entry")
AGAIN = text("""
    UPDATE outbox SET state = 'queued', holder = NULL, due_at = clock_timestamp() + make_interval(secs => :wait)
    WHERE id = :entry
""")
STOP = text("UPDATE numbers SET sending_stopped = :why, stopped_at = clock_timestamp() WHERE id = :number")


def accepted(letter: Letter, wamid: str) -> Outcome:
    async def write(session: AsyncSession) -> UUID | None:
        row = {"entry": letter.entry_id, "message": letter.message_id, "wamid": wamid, "status": int(Status.ACCEPTED)}
        await session.execute(ACCEPTED, row)
        return letter.conversation_id

    return write


def refused(letter: Letter, error: ChannelError | LimitExceeded, *, now: datetime) -> Outcome:
    """By the contract's table: again after a wait, nothing more of this number, or given up with the reason."""
    code = error.code if isinstance(error, ChannelError) else None
    remedy = rule_for(code).remedy if code is not None else None

    async def write(session: AsyncSession) -> UUID | None:
        if remedy is Remedy.STOP_NUMBER:
            log.error("sending stopped", number=str(letter.number_id), code=code)
            await session.execute(STOP, {"why": str(error), "number": letter.number_id})
            await session.execute(AGAIN, {"entry": letter.entry_id, "wait": 0.0})
            return None
        if isinstance(error, ChannelError) and not error.permanent and letter.attempts < ATTEMPTS:
            await session.execute(AGAIN, {"entry": letter.entry_id, "wait": _wait(error, remedy, letter.attempts)})
            return None
        log.warning("message failed", conversation=str(letter.conversation_id), message=letter.message_id, code=code)
        failure = {"status": int(Status.FAILED), "at": now, "code": code, "reason": str(error)}
        await session.execute(FAILED, {"entry": letter.entry_id, "message": letter.message_id, **failure})
        return letter.conversation_id

    return write


def unknown(letter: Letter) -> Outcome:
    """Up to 20 s are left for a status to tell; the sweep decides then."""

    async def write(session: AsyncSession) -> UUID | None:
        await session.execute(UNKNOWN, {"entry": letter.entry_id})
        return None

    return write


def gone(letter: Letter) -> Outcome:
    async def write(session: AsyncSession) -> UUID | None:
        await session.execute(GONE, {"entry": letter.entry_id})
        return None

    return write


def _wait(error: ChannelError, remedy: Remedy | None, attempts: int) -> float:
    if remedy is Remedy.PAIR_WAIT:
        return float(min(4.0 ** (attempts - 1), LONGEST_WAIT))
    seconds = min((error.wait or 2.0) * 2.0 ** (attempts - 1), LONGEST_WAIT)
    return seconds * random.uniform(1.0, 1.3)

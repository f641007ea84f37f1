"""What became of a letter, and how it is written down."""

import random
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import TextClause, text

from handoff.errors import ChannelError, LimitExceeded
from handoff.models import OutboxKind, Status
from handoff.outbox.letters import Letter
from handoff.whatsapp.api_errors import Remedy, rule_for
from handoff.whatsapp.outbound import ReactionTo

log = structlog.get_logger()

ATTEMPTS = 8
# Where nothing was sent: as many of the longest waits as there are in a day. Most end before, with the window.
PATIENT_ATTEMPTS = 288
LONGEST_WAIT = 300.0
TOO_MUCH_AT_ONCE = (4, 80007, 130429, 131057)

ACCEPTED = text("""
    WITH gone AS (DELETE FROM outbox WHERE id = :entry)
    UPDATE messages SET wamid = :wamid, status = greatest(status, :status)
    WHERE id = :message
""")
FAILED = text("""
    WITH gone AS (DELETE FROM outbox WHERE id = :entry), trouble AS (
        INSERT INTO troubles (message_id, conversation_id, what) VALUES (:message, :conversation, 'send_failed')
        ON CONFLICT DO NOTHING)
    UPDATE messages
    SET status = greatest(status, :status), status_at = :at, failure_code = :code, failure_reason = :reason
    WHERE id = :message
""")
GONE = text("DELETE FROM outbox WHERE id = :entry")
# A reaction that WhatsApp refused isn't there, unless another has taken its place since.
TAKEN_BACK = text("""
    WITH gone AS (DELETE FROM outbox WHERE id = :entry)
    UPDATE reactions SET emoji = '' WHERE message_id = :message AND author = 'agent' AND emoji = :emoji
""")
# The attempt is named where the entry stays: written twice, it must not undo what has begun since.
UNKNOWN = text("""
    UPDATE outbox SET state = 'unknown', due_at = clock_timestamp() + interval '20 s'
    WHERE id = :entry AND attempts = :attempt
""")
AGAIN = text("""
    UPDATE outbox SET state = 'queued', holder = NULL, due_at = clock_timestamp() + make_interval(secs => :wait)
    WHERE id = :entry AND attempts = :attempt
""")
STOP = text("""
    WITH stopped AS (
        UPDATE numbers SET sending_stopped = :why, stopped_at = clock_timestamp() WHERE id = :number)
    UPDATE outbox SET state = 'queued', holder = NULL, due_at = clock_timestamp()
    WHERE id = :entry AND attempts = :attempt
""")


@dataclass(frozen=True, slots=True)
class Outcome:
    """`name` is for monitors, `statement` the whole transaction. `conversation_id`: the one that shows something new,
    if one does.
    """

    name: str
    statement: TextClause
    row: dict[str, Any]
    conversation_id: UUID | None = None


def accepted(letter: Letter, wamid: str) -> Outcome:
    row = {"entry": letter.entry_id, "message": letter.message_id, "wamid": wamid, "status": int(Status.ACCEPTED)}
    return Outcome("accepted", ACCEPTED, row, letter.conversation_id)


def refused(letter: Letter, error: ChannelError | LimitExceeded, *, now: datetime) -> Outcome:
    """By the contract's table: again after a wait, nothing more of this number, or given up with the reason."""
    code = error.code if isinstance(error, ChannelError) else None
    remedy = rule_for(code).remedy if code is not None else None
    if remedy is Remedy.STOP_NUMBER:
        log.error("sending stopped", number=str(letter.number_id), code=code)
        return Outcome("stopped", STOP, {**_attempt(letter), "why": str(error), "number": letter.number_id})
    if isinstance(error, ChannelError) and not error.permanent and letter.attempts < _limit(code):
        return Outcome("again", AGAIN, {**_attempt(letter), "wait": _wait(error, remedy, letter.attempts)})
    if isinstance(letter.outbound, ReactionTo):
        log.warning("reaction refused", conversation=str(letter.conversation_id), code=code)
        row = {"entry": letter.entry_id, "message": letter.message_id, "emoji": letter.outbound.emoji}
        return Outcome("refused", TAKEN_BACK, row, letter.conversation_id)
    log.warning("message failed", conversation=str(letter.conversation_id), message=letter.message_id, code=code)
    failure = {"status": int(Status.FAILED), "at": now, "code": code, "reason": str(error)}
    row = {"entry": letter.entry_id, "message": letter.message_id, "conversation": letter.conversation_id, **failure}
    return Outcome("failed", FAILED, row, letter.conversation_id)


def unknown(letter: Letter) -> Outcome:
    """Up to 20 s are left for a status to tell; the sweep decides then."""
    return Outcome("unknown", UNKNOWN, _attempt(letter))


def unreadable(entry_id: int, *, kind: OutboxKind, attempt: int) -> Outcome:
    """What sending needs can't be read, a key that has changed perhaps. A person is told, but only of messages."""
    if kind is not OutboxKind.MESSAGE:
        return Outcome("done", GONE, {"entry": entry_id})
    return Outcome("unknown", UNKNOWN, {"entry": entry_id, "attempt": attempt})


def gone(letter: Letter) -> Outcome:
    return Outcome("done", GONE, {"entry": letter.entry_id})


def _attempt(letter: Letter) -> dict[str, Any]:
    return {"entry": letter.entry_id, "attempt": letter.attempts}


def _limit(code: int | None) -> int:
    """Without a code Meta was not reached."""
    return PATIENT_ATTEMPTS if code is None or code in TOO_MUCH_AT_ONCE else ATTEMPTS


def _wait(error: ChannelError, remedy: Remedy | None, attempts: int) -> float:
    doublings = min(attempts - 1, 10)
    if remedy is Remedy.PAIR_WAIT:
        return float(min(4.0**doublings, LONGEST_WAIT))
    seconds = min((error.wait or 2.0) * 2.0**doublings, LONGEST_WAIT)
    return seconds * random.uniform(1.0, 1.3)

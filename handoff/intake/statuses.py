"""Statuses of what we sent: they come in any order, several times, sometimes before we know the message's id."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.intake.numbers import Numbers
from handoff.models import EarlyStatus, Status, Trouble
from handoff.whatsapp.inbound import InboundStatus

_APPLY = """
    UPDATE messages m
    SET status = s.status, status_at = s.at, failure_code = s.code, failure_reason = s.reason,
        wamid = coalesce(m.wamid, s.wamid)
    FROM {source}
    WHERE {match} AND m.status < s.status
    RETURNING m.id, m.conversation_id, m.status
"""
_STATUSES = """
    unnest(CAST(:wamids AS text[]), CAST(:statuses AS smallint[]), CAST(:ats AS timestamptz[]),
           CAST(:codes AS integer[]), CAST(:reasons AS text[]), CAST(:ids AS bigint[]), CAST(:numbers AS uuid[]))
    AS s(wamid, status, at, code, reason, message_id, number_id)
"""
BY_WAMID = text(_APPLY.format(source=_STATUSES, match="m.number_id = s.number_id AND m.wamid = s.wamid"))
BY_OUR_ID = text(
    _APPLY.format(source=_STATUSES, match="m.id = s.message_id AND m.number_id = s.number_id AND m.wamid IS NULL")
)
# A message that has come at least so far; one that has only just got its id is left to the sweep.
KNOWN = text(
    f"SELECT s.number_id, s.wamid FROM {_STATUSES} "
    "JOIN messages m ON m.number_id = s.number_id AND m.wamid = s.wamid AND m.status >= s.status"
)


async def apply_statuses(session: AsyncSession, statuses: Sequence[InboundStatus], *, numbers: Numbers) -> set[UUID]:
    """Raises each message's status, never lowers it. Returns the conversations that show something new."""
    highest = _highest(statuses, numbers)
    if not highest:
        return set()
    columns = _columns(highest)
    changed = list(await session.execute(BY_WAMID, columns))
    if len(changed) < len(highest):
        changed += list(await session.execute(BY_OUR_ID, columns))
    if len(changed) < len(highest):
        await _remember_early(session, highest, columns)
    troubles = [
        {"message_id": row.id, "conversation_id": row.conversation_id, "what": "send_failed"}
        for row in changed
        if row.status == Status.FAILED
    ]
    if troubles:
        await session.execute(insert(Trouble).on_conflict_do_nothing(), troubles)
    return {row.conversation_id for row in changed}


Highest = dict[tuple[UUID, str], InboundStatus]


def _highest(statuses: Sequence[InboundStatus], numbers: Numbers) -> Highest:
    """One status a message, in one order for all transactions."""
    highest: Highest = {}
    for status in statuses:
        number = numbers.get(status.phone_number_id)
        if number is None:
            continue
        key = (number.id, status.wamid)
        if key not in highest or highest[key].status < status.status:
            highest[key] = status
    return dict(sorted(highest.items()))


def _columns(highest: Highest) -> dict[str, list[object]]:
    statuses = list(highest.values())
    return {
        "wamids": [status.wamid for status in statuses],
        "statuses": [int(status.status) for status in statuses],
        "ats": [status.at for status in statuses],
        "codes": [status.failure_code for status in statuses],
        "reasons": [status.failure_reason for status in statuses],
        "ids": [status.message_id for status in statuses],
        "numbers": [number for number, _ in highest],
    }


async def _remember_early(session: AsyncSession, highest: Highest, columns: dict[str, list[object]]) -> None:
    known = {(row.number_id, row.wamid) for row in await session.execute(KNOWN, columns)}
    early = [
        {
            "wamid": wamid,
            "status": int(status.status),
            "number_id": number,
            "at": status.at,
            "failure_code": status.failure_code,
            "failure_reason": status.failure_reason,
        }
        for (number, wamid), status in highest.items()
        if (number, wamid) not in known
    ]
    if early:
        await session.execute(insert(EarlyStatus).on_conflict_do_nothing(), early)

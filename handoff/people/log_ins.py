"""Log-ins ended from afar: their cookies open nothing any more, and their open pages go to the log-in form."""

from uuid import UUID

from sqlalchemy import CursorResult, delete
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.errors import NotFound
from handoff.models import Session


async def end_log_ins(session: AsyncSession, user_id: UUID, *, but: bytes | None = None) -> int:
    """How many there were. `but`: the hash of the one that stays."""
    ended = delete(Session).where(Session.user_id == user_id)
    if but is not None:
        ended = ended.where(Session.token_hash != but)
    result = await session.execute(ended)
    assert isinstance(result, CursorResult)
    return result.rowcount


async def end_one_log_in(session: AsyncSession, user_id: UUID, log_in_id: UUID) -> None:
    """Raises NotFound."""
    result = await session.execute(delete(Session).where(Session.user_id == user_id, Session.id == log_in_id))
    assert isinstance(result, CursorResult)
    if result.rowcount == 0:
        raise NotFound("no such log-in")

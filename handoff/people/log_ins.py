"""Log-ins ended from afar: their cookies open nothing any more, and their open pages go to the log-in form."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CursorResult, delete
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.auditing import audit_row
from handoff.errors import NotFound
from handoff.models import Session, User


async def end_log_ins(
    session: AsyncSession, user_id: UUID, *, only: UUID | None = None, but: bytes | None = None
) -> int:
    """How many there were. `only`: this one, by its id, or NotFound is raised; `but`: not the one with this hash."""
    wanted = delete(Session).where(Session.user_id == user_id)
    if only is not None:
        wanted = wanted.where(Session.id == only)
    if but is not None:
        wanted = wanted.where(Session.token_hash != but)
    result = await session.execute(wanted)
    assert isinstance(result, CursorResult)
    if only is not None and result.rowcount == 0:
        raise NotFound("no such log-in")
    return result.rowcount


async def sign_out(session: AsyncSession, user: User, *, only: UUID | None = None, by: User, now: datetime) -> None:
    """Somebody else, by his administrator. Raises NotFound if there is no log-in `only`."""
    ended = await end_log_ins(session, user.id, only=only)
    if ended:
        before, after = {"log_ins": ended}, {"log_ins": 0 if only is None else None}
        session.add(audit_row(user.organisation_id, "end_log_ins", f"user:{user.id}", before, after, by, now))

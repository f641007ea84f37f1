"""The second lock on customers' data: the desk's transactions see what PostgreSQL opens for their user, and no more.

The rules are policies in the database (migrations 0004, 0007, 0015, 0018 and 0027). The first lock is
handoff/access.py.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, event, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from handoff.clock import Clock
from handoff.database import Sessions

TAKE = "SELECT set_config('role', 'schalter_desk', true), set_config('schalter.user', :user, true)"
TAKE_ROLE = text(TAKE)
# Who stands in for whom is asked as of `now`; without it as of the database's own clock (desk_now()).
TAKE_ROLE_AT = text(f"{TAKE}, set_config('schalter.now', :now, true)")
LEAVE_ROLE = text("SELECT set_config('role', 'none', true)")

_user: ContextVar[UUID | None] = ContextVar("row_security_user", default=None)


@contextmanager
def seen_by(user_id: UUID) -> Iterator[None]:
    """Transactions that begin inside, on sessions of `locked`, are this user's."""
    token = _user.set(user_id)
    try:
        yield
    finally:
        _user.reset(token)


@asynccontextmanager
async def beyond(session: AsyncSession) -> AsyncIterator[None]:
    """For what an act brings about where its user may not look, in the same transaction: the chats of a colleague who
    is disabled, a password's hash, whether an e-mail is taken. Who may start the act has been decided before. An error
    inside has to end the transaction.
    """
    user_id = _user.get()
    await session.flush()
    if user_id is not None:
        await session.execute(LEAVE_ROLE)
    yield
    await session.flush()
    if user_id is not None:
        await session.execute(TAKE_ROLE, {"user": str(user_id)})


def locked(sessions: Sessions, clock: Clock | None = None) -> Sessions:
    """The same way to the database, for the desk, by whose clock it is."""

    def take_role(session: Session, transaction: Any, connection: Connection) -> None:
        user_id = _user.get()
        if user_id is not None and clock is not None:
            connection.execute(TAKE_ROLE_AT, {"user": str(user_id), "now": clock().isoformat()})
        elif user_id is not None:
            connection.execute(TAKE_ROLE, {"user": str(user_id)})

    class Locked(Session):
        """A class of its own, so that the listener hears no other session."""

    event.listen(Locked, "after_begin", take_role)
    return Sessions(class_=sessions.class_, **{**sessions.kw, "sync_session_class": Locked})

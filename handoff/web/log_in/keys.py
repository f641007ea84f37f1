"""Log-ins as rows: made, found while they hold, ended. The cookie's value is never stored, only its hash."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import Session, User

IDLE = timedelta(hours=12)
LIFE = timedelta(hours=24)
TOUCH_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class LogIn:
    """`list_filter`: what the lists at the side were last filtered by, as it was kept."""

    user: User
    list_filter: dict[str, str]


async def open_log_in(
    session: AsyncSession, user: User, *, former: str | None, browser: str = "", now: datetime
) -> str:
    """The new cookie's value. The former log-in of this browser ends, and so do all of the user's that ran out."""
    token = secrets.token_urlsafe(32)
    ran_out = or_(Session.created_at <= now - LIFE, Session.seen_at <= now - IDLE)
    await session.execute(delete(Session).where(Session.user_id == user.id, ran_out))
    if former is not None:
        await end_log_in(session, former)
    session.add(Session(token_hash=hash_of_token(token), user_id=user.id, created_at=now, seen_at=now, browser=browser))
    await session.execute(update(User).where(User.id == user.id).values(seen_at=now))
    await session.flush()
    return token


async def find_log_in(session: AsyncSession, token: str, *, now: datetime, touch: bool) -> LogIn | None:
    """None once the log-in is idle for 12 hours, a day old or ended, or its user disabled."""
    row = await session.execute(
        select(User, Session.seen_at, Session.list_filter)
        .join(Session, Session.user_id == User.id)
        .where(Session.token_hash == hash_of_token(token), User.disabled_at.is_(None))
        .where(still_holds(now))
    )
    found = row.one_or_none()
    if found is None:
        return None
    user, seen_at, list_filter = found
    if touch and seen_at < now - TOUCH_EVERY:
        await session.execute(update(Session).where(Session.token_hash == hash_of_token(token)).values(seen_at=now))
        await session.execute(update(User).where(User.id == user.id).values(seen_at=now))
    return LogIn(user, list_filter)


async def end_log_in(session: AsyncSession, token: str) -> None:
    await session.execute(delete(Session).where(Session.token_hash == hash_of_token(token)))


def hash_of_token(token: str) -> bytes:
    # A forged cookie may hold what is no text.
    return hashlib.sha256(token.encode(errors="surrogateescape")).digest()


def still_holds(now: datetime) -> ColumnElement[bool]:
    return and_(Session.created_at > now - LIFE, Session.seen_at > now - IDLE)

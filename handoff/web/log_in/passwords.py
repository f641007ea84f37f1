"""Passwords: argon2id, the same effort whether or not there is such a user."""

import asyncio
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import User
from handoff.row_security import beyond

# A check takes 64 MB and tens of milliseconds of a core, so only a few go on at once.
AT_ONCE = asyncio.Semaphore(2)
LONGEST = 1024

_hasher = PasswordHasher()
_NOBODYS = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    return _hasher.hash(password)


async def hash_of(password: str) -> str:
    """The same, while others are served."""
    async with AT_ONCE:
        return await asyncio.to_thread(hash_password, password)


async def password_hash_of(session: AsyncSession, user_id: UUID) -> str | None:
    """Which the desk's role may not read."""
    async with beyond(session):
        return await session.scalar(select(User.password_hash).where(User.id == user_id))


async def is_right(password: str, password_hash: str | None) -> bool:
    """`password_hash` null: there is no such user, which takes just as long to say."""
    if len(password) > LONGEST:
        return False
    async with AT_ONCE:
        return await asyncio.to_thread(_verify, password, password_hash)


def is_outdated(password_hash: str) -> bool:
    """Hashed with other parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def _verify(password: str, password_hash: str | None) -> bool:
    try:
        return _hasher.verify(password_hash or _NOBODYS, password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False

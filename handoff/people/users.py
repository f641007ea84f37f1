"""What is known of a person, and his password."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.auditing import audit_row, change
from handoff.language import LANGUAGES
from handoff.models import Theme, User
from handoff.people.faults import Fault
from handoff.people.log_ins import end_log_ins
from handoff.row_security import beyond


async def change_user(
    session: AsyncSession,
    user: User,
    *,
    name: str,
    email: str,
    language: str,
    capacity: int,
    speaks: list[str],
    by: User,
    now: datetime,
) -> None:
    """Raises Fault if somebody else logs in with this e-mail. `speaks`: all languages, if none or each is named."""
    speaks = [] if set(speaks) >= set(LANGUAGES) else speaks
    try:
        async with session.begin_nested():
            before, after = change(
                user, name=name, email=email.lower(), language=language, capacity=capacity, speaks=speaks
            )
    except IntegrityError as error:
        raise Fault("email", "email_taken") from error
    if after:
        session.add(audit_row(user.organisation_id, "change_user", f"user:{user.id}", before, after, by, now))


async def change_own(session: AsyncSession, user: User, *, language: str, theme: Theme) -> None:
    """How he likes to see the pages, which concerns nobody else."""
    await session.execute(update(User).where(User.id == user.id).values(language=language, theme=theme))


async def change_password(
    session: AsyncSession, user: User, *, password_hash: str, institution_id: UUID | None, now: datetime
) -> None:
    """His own. All his log-ins end, this one too: the caller opens a new one. `institution_id`: whose audit list tells
    of it.
    """
    async with beyond(session):
        await session.execute(update(User).where(User.id == user.id).values(password_hash=password_hash))
    await end_log_ins(session, user.id)
    if institution_id is not None:
        session.add(audit_row(institution_id, "change_password", f"user:{user.id}", None, None, user, now))

"""Whom an administrator of an institution reaches: its own people, and others who work for it by a membership."""

from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.errors import NotFound
from handoff.models import Membership, User


async def member(session: AsyncSession, user_id: UUID, *, institution_id: UUID) -> User:
    """Raises NotFound."""
    works_here = exists().where(Membership.user_id == User.id, Membership.institution_id == institution_id)
    return await _found(session, user_id, or_(User.organisation_id == institution_id, works_here))


async def staff_member(session: AsyncSession, user_id: UUID, *, institution_id: UUID) -> User:
    """The institution's own: his name, password and log-ins are its business. Raises NotFound."""
    return await _found(session, user_id, User.organisation_id == institution_id)


async def _found(session: AsyncSession, user_id: UUID, reached: ColumnElement[bool]) -> User:
    user = await session.scalar(select(User).where(User.id == user_id, reached))
    if user is None:
        raise NotFound("no such person")
    return user

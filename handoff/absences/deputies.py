"""Who can stand in for somebody: who takes chats where he does."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import RIGHTS, Right
from handoff.models import Membership, Role, User

WITH_CHATS = [role for role in Role if Right.CHATS in RIGHTS[role]]


async def can_stand_in_for(
    session: AsyncSession, user_id: UUID, *, institutions: frozenset[UUID], only: UUID | None = None
) -> Sequence[User]:
    """By name. Somebody of one of the institutions where he works; for an advisor, of each where he is one, because his
    customers are theirs alone. `institutions`: those that the asker knows of.
    """
    places = await session.execute(
        select(Membership.institution_id, Membership.role).where(
            Membership.user_id == user_id, Membership.institution_id.in_(institutions)
        )
    )
    known = places.all()
    advised = {institution for institution, role in known if role is Role.ADVISOR}
    shared = advised or {institution for institution, _ in known}
    working = (
        select(Membership.user_id)
        .where(Membership.institution_id.in_(shared), Membership.role.in_(WITH_CHATS))
        .group_by(Membership.user_id)
        .having(func.count(Membership.institution_id.distinct()) >= (len(advised) or 1))
    )
    wanted = select(User).where(User.id.in_(working), User.id != user_id, User.disabled_at.is_(None))
    if only is not None:
        wanted = wanted.where(User.id == only)
    return (await session.scalars(wanted.order_by(User.name, User.id))).all()

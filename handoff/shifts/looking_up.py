"""A team's plan, and the people who can be put on it."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import FOR_A_TEAM
from handoff.models import Membership, Shift, User

LONGEST = timedelta(hours=25)


async def planned_people(session: AsyncSession, team_id: UUID) -> Sequence[User]:
    """Who works for the whole team, by name. An advisor has a calendar of his own."""
    members = select(Membership.user_id).where(Membership.team_id == team_id, Membership.role.in_(FOR_A_TEAM))
    wanted = select(User).where(User.id.in_(members), User.disabled_at.is_(None)).order_by(User.name, User.id)
    return (await session.scalars(wanted)).all()


async def shifts_between(
    session: AsyncSession, team_ids: Collection[UUID], *, start: datetime, end: datetime
) -> Sequence[Shift]:
    """Which lie in that time, or in a part of it, in order; of people who still work for the team."""
    works_there = exists().where(
        Membership.user_id == Shift.user_id, Membership.team_id == Shift.team_id, Membership.role.in_(FOR_A_TEAM)
    )
    wanted = (
        select(Shift)
        .join(User, User.id == Shift.user_id)
        .where(Shift.team_id.in_(team_ids), Shift.starts_at > start - LONGEST, Shift.starts_at < end)
        .where(Shift.ends_at > start, User.disabled_at.is_(None), works_there)
        .order_by(Shift.starts_at, Shift.ends_at, Shift.id)
    )
    return (await session.scalars(wanted)).all()

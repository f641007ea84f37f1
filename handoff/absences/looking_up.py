"""Absences as they are asked for: one, those of a person that are not over, those of several in a span of time."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import case, select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Access
from handoff.deputies import deputy_of
from handoff.errors import NotFound
from handoff.models import Absence, User


async def find_person(session: AsyncSession, access: Access, user_id: UUID) -> User:
    """Raises NotFound for whose absences are not his to write down."""
    user = await session.scalar(select(User).where(User.id == user_id, access.people_to_plan()))
    if user is None:
        raise NotFound("no such person")
    return user


async def find_absence(session: AsyncSession, access: Access, absence_id: UUID) -> Absence:
    """Raises NotFound."""
    wanted = (
        select(Absence)
        .join(User, User.id == Absence.user_id)
        .where(Absence.id == absence_id, access.people_to_plan())
        .with_for_update(of=Absence)
    )
    absence = await session.scalar(wanted)
    if absence is None:
        raise NotFound("no such absence")
    return absence


async def coming_absences(session: AsyncSession, user_id: UUID, *, now: datetime) -> Sequence[Absence]:
    """Of now and later."""
    wanted = select(Absence).where(Absence.user_id == user_id, Absence.ends_at > now).order_by(Absence.starts_at)
    return (await session.scalars(wanted)).all()


async def stands_in_for(session: AsyncSession, user_id: UUID, *, now: datetime) -> Sequence[Absence]:
    """The absences, now and later, in which this user is the deputy."""
    wanted = select(Absence).where(Absence.deputy_id == user_id, Absence.ends_at > now).order_by(Absence.starts_at)
    return (await session.scalars(wanted)).all()


async def absences_between(
    session: AsyncSession, user_ids: Collection[UUID], *, start: datetime, end: datetime
) -> Sequence[Absence]:
    """Which lie in that time, or in a part of it."""
    within = (Absence.ends_at > start, Absence.starts_at < end)
    wanted = select(Absence).where(Absence.user_id.in_(user_ids), *within).order_by(Absence.starts_at)
    return (await session.scalars(wanted)).all()


async def stands_in_now(session: AsyncSession, user_id: UUID, *, now: datetime) -> UUID | None:
    """Who answers for the user at this moment: himself, or his deputy, or that one's. None: nobody does.

    A deputy who may not log in any more is none.
    """
    covers = (Absence.starts_at <= now, Absence.ends_at > now)
    able = case((User.disabled_at.is_(None), Absence.deputy_id))
    columns = (Absence.user_id, able.label("deputy_id"))
    first = select(*columns).outerjoin(User, User.id == Absence.deputy_id).where(Absence.user_id == user_id, *covers)
    chain = first.cte("chain", recursive=True)
    # UNION, without ALL, ends also where the data go round in a circle.
    following = (
        select(*columns)
        .join(chain, chain.c.deputy_id == Absence.user_id)
        .outerjoin(User, User.id == Absence.deputy_id)
        .where(*covers)
    )
    rows = await session.execute(select(chain.union(following)))
    today = now.astimezone(UTC).date()
    away = [Absence(user_id=absent, deputy_id=deputy, first_day=today, last_day=today) for absent, deputy in rows]
    return deputy_of(user_id, today, away)

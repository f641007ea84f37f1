"""Whose customers somebody looks after now: an advisor his own, and those of everybody whom he stands in for."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

# Who is away and comes to this one in the end, from deputy to deputy; a deputy who may not log in any more is none.
# UNION, without ALL, ends also where the data go round in a circle. The database has the same in desk_covered().
COVERED = """
    WITH RECURSIVE away AS (
        SELECT a.user_id, a.deputy_id FROM absences a
        WHERE a.starts_at <= coalesce(:now, desk_now()) AND a.ends_at > coalesce(:now, desk_now())
    ), covered (id) AS (
        SELECT :user
        UNION
        SELECT away.user_id FROM covered JOIN away ON away.deputy_id = covered.id JOIN users u ON u.id = covered.id
        WHERE u.disabled_at IS NULL
            AND (covered.id <> :user OR NOT EXISTS (SELECT FROM away own WHERE own.user_id = :user))
    )
"""
PEOPLE = text(f"{COVERED} SELECT id FROM covered")
ENTRIES = text(f"""
    {COVERED} SELECT a.id FROM advisors a JOIN covered ON covered.id = a.user_id WHERE a.institution_id = ANY (:houses)
""")
_TYPES = (bindparam("user", type_=Uuid), bindparam("now", type_=DateTime(timezone=True)))


async def covered_by(session: AsyncSession, user_id: UUID, *, now: datetime) -> frozenset[UUID]:
    """Users for whom this one answers at that moment: himself, and whom he stands in for while he is there."""
    rows = await session.scalars(PEOPLE.bindparams(*_TYPES), {"user": user_id, "now": now})
    return frozenset(_uuid(one) for one in rows)


async def advised_by(
    session: AsyncSession, user_id: UUID, *, houses: Collection[UUID], now: datetime | None
) -> frozenset[UUID]:
    """The advisors, as the calendar of these institutions has them, whose customers are his at that moment. Without
    `now`, as of when the desk's transaction began (handoff/row_security.py).
    """
    if not houses:
        return frozenset()
    statement = ENTRIES.bindparams(*_TYPES, bindparam("houses", type_=ARRAY(Uuid)))
    rows = await session.scalars(statement, {"user": user_id, "now": now, "houses": list(houses)})
    return frozenset(_uuid(one) for one in rows)


def _uuid(value: object) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))

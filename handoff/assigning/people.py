"""Who of a team is there, and how many more chats each can have."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.database import execute_directly
from handoff.presence import GONE_AFTER
from handoff.routing import Person

MEMBERS = text("""
    SELECT user_id FROM memberships WHERE team_id = :team AND role IN ('agent', 'external_agent')
""")
THERE = """
    SELECT id, capacity, speaks, given_at FROM users
    WHERE id = ANY (CAST(:people AS uuid[])) AND disabled_at IS NULL AND presence <> 'away' AND seen_at >= :gone
    ORDER BY id
"""
# In the order of their ids, so that two who give chats to the same people wait for each other and never for ever.
PEOPLE = text(THERE)
LOCKED_PEOPLE = text(f"{THERE} FOR NO KEY UPDATE")
# What somebody has, what is offered to him, and what comes back to him if nobody takes it.
CHATS = text("""
    SELECT person, count(*) AS chats FROM (
        SELECT agent_id AS person FROM conversations
        WHERE owner = 'agent' AND agent_id = ANY (CAST(:people AS uuid[]))
        UNION ALL SELECT offered_to_id FROM conversations WHERE offered_to_id = ANY (CAST(:people AS uuid[]))
        UNION ALL SELECT offered_by_id FROM conversations WHERE offered_by_id = ANY (CAST(:people AS uuid[]))
    ) AS places GROUP BY person
""")


async def members_of(session: AsyncSession, team_id: UUID) -> frozenset[UUID]:
    """Those to whom the team's chats are given."""
    return frozenset(row.user_id for row in await execute_directly(session, MEMBERS, {"team": team_id}))


async def who_is_there(
    session: AsyncSession, people: Iterable[UUID], *, now: datetime, lock: bool = False
) -> dict[UUID, Person]:
    """Of these people, those who can take chats now. `lock`: nobody else gives them any until the transaction ends."""
    values = {"people": list(people), "gone": now - GONE_AFTER}
    rows = await execute_directly(session, LOCKED_PEOPLE if lock else PEOPLE, values)
    chats = {row.person: row.chats for row in await execute_directly(session, CHATS, {"people": [r.id for r in rows]})}
    return {
        row.id: Person(
            id=row.id,
            is_there=True,
            capacity=row.capacity,
            chats=chats.get(row.id, 0),
            given_at=row.given_at,
            speaks=frozenset(row.speaks),
        )
        for row in rows
    }

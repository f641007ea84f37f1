"""Figures of each agent: kept only where the institution wants it, since its works council may have to agree."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.institutions.reach import locked_institution, record
from handoff.models import AgentCount, Institution, User
from handoff.row_security import beyond
from handoff.statistics.keeping import WAIT


async def switch_agent_statistics(
    session: AsyncSession, institution_id: UUID, *, on: bool, user: User, now: datetime
) -> Institution:
    """Once on, they are kept from the next full hour; once off, those that there are are deleted. Raises NotFound."""
    institution = await locked_institution(session, user, Right.INSTITUTION, institution_id)
    was = institution.agent_statistics_since is not None
    if was is on:
        return institution
    hour = now.replace(minute=0, second=0, microsecond=0)
    institution.agent_statistics_since = hour + timedelta(hours=1) if on else None
    record(session, institution, "switch_agent_statistics", user, now, before={"kept": was}, after={"kept": on})
    if not on:
        async with beyond(session):
            await session.execute(WAIT)
            await session.execute(delete(AgentCount).where(AgentCount.institution_id == institution_id))
    return institution

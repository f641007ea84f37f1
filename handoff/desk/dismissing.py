"""Putting away the notice that somebody else has taken one's chat."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.errors import NotFound
from handoff.models import Dismissal, Handoff, HandoffReason, User


async def dismiss(session: AsyncSession, handoff_id: UUID, *, user: User, now: datetime) -> UUID:
    """Returns the chat's id. A second time it changes nothing. Raises NotFound for what he was never told."""
    told = select(Handoff.conversation_id).where(
        Handoff.id == handoff_id, Handoff.from_agent_id == user.id, Handoff.reason == HandoffReason.STEPPED_IN
    )
    conversation_id = await session.scalar(told)
    if conversation_id is None:
        raise NotFound("no such notice")
    row = insert(Dismissal).values(user_id=user.id, handoff_id=handoff_id, at=now)
    await session.execute(row.on_conflict_do_nothing())
    return conversation_id

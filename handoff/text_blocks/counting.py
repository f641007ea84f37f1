"""How often text blocks are used."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import TextBlock


async def count_uses(session: AsyncSession, institution_id: UUID, block_ids: Collection[UUID]) -> None:
    """One more for each, however often it stands in the message."""
    if block_ids:
        used = update(TextBlock).where(TextBlock.id.in_(set(block_ids)), TextBlock.institution_id == institution_id)
        await session.execute(used.values(uses=TextBlock.uses + 1).execution_options(synchronize_session=False))

"""The text blocks that somebody may use in a chat."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import Conversation, TextBlock


async def blocks_for(session: AsyncSession, conversation: Conversation, *, teams: Collection[UUID]) -> list[TextBlock]:
    """The institution's: those for everybody, for the chat's team, and for the user's own `teams`."""
    ours = or_(
        TextBlock.team_id.is_(None), TextBlock.team_id == conversation.team_id, TextBlock.team_id.in_(tuple(teams))
    )
    wanted = select(TextBlock).where(TextBlock.institution_id == conversation.institution_id, ours)
    return list(await session.scalars(wanted))

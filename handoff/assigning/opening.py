"""In the morning the queue opens: what was parked waits for people, the oldest first."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.assigning.queueing import keep_waiting
from handoff.handing_over import team_hours
from handoff.models import Conversation, HandoffReason, Institution, Owner, Team

AT_ONCE = 500


async def open_queues(session: AsyncSession, *, now: datetime) -> list[UUID]:
    """Of each team that is open now. Returns the conversations."""
    parked = select(Conversation.team_id).where(Conversation.owner == Owner.PARKED).distinct()
    rows = await session.execute(
        select(Team, Institution)
        .join(Institution, Institution.id == Team.institution_id)
        .where(Team.id.in_(parked))
        .order_by(Team.id)
    )
    opened = []
    for team, institution in rows.all():
        if team_hours(team, institution).is_open(now.astimezone(ZoneInfo(institution.zone))):
            opened += await _open(session, team.id, now=now)
    await session.flush()
    return opened


async def _open(session: AsyncSession, team_id: UUID, *, now: datetime) -> list[UUID]:
    chats = (
        select(Conversation)
        .where(Conversation.team_id == team_id, Conversation.owner == Owner.PARKED)
        .order_by(Conversation.turn_at, Conversation.waiting_since)
        .limit(AT_ONCE)
        .with_for_update(of=Conversation, skip_locked=True, key_share=True)
    )
    found = list(await session.scalars(chats))
    for conversation in found:
        keep_waiting(session, conversation, to=Owner.WAITING, reason=HandoffReason.OPENED, now=now)
    return [conversation.id for conversation in found]

"""Chats that their agent wants to see again later: out of the way until then, or until the customer writes."""

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.desk.locking import held
from handoff.models import Conversation, User

AFTERNOON, MORNING = time(15), time(9)
AT_ONCE = 200


def snooze_times(now: datetime, zone: str) -> dict[str, datetime]:
    """What is offered, by name, in the zone's own time: in an hour, this afternoon while it lies ahead, tomorrow, and
    next Monday.
    """
    place = ZoneInfo(zone)
    today = now.astimezone(place).date()
    afternoon = datetime.combine(today, AFTERNOON, place)
    days_to_monday = 7 - today.weekday()
    times = {
        "hour": now + timedelta(hours=1),
        "afternoon": afternoon,
        "tomorrow": datetime.combine(today + timedelta(days=1), MORNING, place),
        "monday": datetime.combine(today + timedelta(days=days_to_monday), MORNING, place),
    }
    return {name: at for name, at in times.items() if at > now}


async def snooze(
    session: AsyncSession, conversation_id: UUID, *, until: datetime, user: User, now: datetime
) -> Conversation:
    """`until` lies ahead. Raises NotFound, and ConversationMoved if the user doesn't hold the chat."""
    conversation = await held(session, conversation_id, user=user)
    conversation.snoozed_until = until
    return conversation


async def wake(session: AsyncSession, conversation_id: UUID, *, user: User) -> Conversation:
    """Before its time; nothing changes if it is awake. Raises NotFound, and ConversationMoved."""
    conversation = await held(session, conversation_id, user=user)
    conversation.snoozed_until = None
    return conversation


async def wake_snoozed(session: AsyncSession, *, now: datetime) -> list[UUID]:
    """Those whose time has come: their agent is told."""
    due = (
        select(Conversation)
        .where(Conversation.snoozed_until <= now)
        .order_by(Conversation.snoozed_until)
        .limit(AT_ONCE)
        .with_for_update(of=Conversation, skip_locked=True, key_share=True)
    )
    woken = list(await session.scalars(due))
    for conversation in woken:
        conversation.snoozed_until = None
        conversation.attention = conversation.attention or "snooze_over"
    return [conversation.id for conversation in woken]

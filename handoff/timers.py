"""What time does to conversations."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import Integer, cast, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.changing_hands import change_hands
from handoff.clock import Clock
from handoff.database import Sessions
from handoff.desk.snoozing import wake_snoozed
from handoff.desk.transferring import return_untaken
from handoff.events import move_up_waiting
from handoff.models import Conversation, HandoffReason, Institution, Mover, Owner
from handoff.realtime import Realtime
from handoff.retention import forget_old

log = structlog.get_logger()

EVERY = 30.0
SILENCE_HOURS = 72
AT_ONCE = 200


async def keep(sessions: Sessions, *, clock: Clock, realtime: Realtime) -> None:
    """Looks every half a minute, until cancelled."""
    while True:
        await asyncio.sleep(EVERY)
        try:
            async with sessions.begin() as session:
                changed = await close_silent(session, now=clock())
            await realtime.publish(changed)
            async with sessions.begin() as session:
                changed = [*await return_untaken(session, now=clock()), *await wake_snoozed(session, now=clock())]
            await realtime.publish(changed)
            async with sessions.begin() as session:
                await move_up_waiting(session, now=clock())
            async with sessions.begin() as session:
                await forget_old(session, now=clock(), at_once=AT_ONCE)
        except (SQLAlchemyError, OSError) as error:
            log.warning("timers wait, the database is away", error=type(error).__name__)


async def close_silent(session: AsyncSession, *, now: datetime) -> list[UUID]:
    """Ends conversations with the bot in which nobody has said anything for the institution's time (72 hours)."""
    hours = func.coalesce(cast(Institution.limits["bot_silence_hours"].astext, Integer), SILENCE_HOURS)
    silent = (
        select(Conversation)
        .join(Institution, Institution.id == Conversation.institution_id)
        .where(Conversation.owner == Owner.BOT, Conversation.last_activity_at < now - hours * timedelta(hours=1))
        .limit(AT_ONCE)
        .with_for_update(of=Conversation, skip_locked=True, key_share=True)
    )
    closed = list(await session.scalars(silent))
    for conversation in closed:
        await change_hands(session, conversation, to=Owner.CLOSED, by=Mover.TIME, reason=HandoffReason.SILENCE, now=now)
    return [conversation.id for conversation in closed]

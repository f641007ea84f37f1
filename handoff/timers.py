"""What time does to conversations."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from cryptography.fernet import InvalidToken
from sqlalchemy import Integer, cast, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.blind_index import name_keys
from handoff.changing_hands import change_hands
from handoff.clock import Clock
from handoff.database import Sessions
from handoff.desk.snoozing import wake_snoozed
from handoff.desk.transferring import return_untaken
from handoff.events import move_up_waiting
from handoff.models import Conversation, Customer, HandoffReason, Institution, Mover, Owner
from handoff.realtime import Realtime
from handoff.retention import forget_old
from handoff.shifts import warn_of_gaps
from handoff.vault import Vault

log = structlog.get_logger()

EVERY = 30.0
SILENCE_HOURS = 72
AT_ONCE = 200
NAMES_AT_ONCE = 500


async def keep(sessions: Sessions, *, clock: Clock, realtime: Realtime, vault: Vault) -> None:
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
                told = await warn_of_gaps(session, now=clock())
            await realtime.publish(told)
            async with sessions.begin() as session:
                await forget_old(session, now=clock(), at_once=AT_ONCE)
            async with sessions.begin() as session:
                await key_names(session, vault)
        except (SQLAlchemyError, OSError) as error:
            log.warning("timers wait, the database is away", error=type(error).__name__)


async def key_names(session: AsyncSession, vault: Vault) -> int:
    """Makes names findable that were written before there were keys; returns how many."""
    unkeyed = select(Customer).where(Customer.name.is_not(None), Customer.name_keys.is_(None)).limit(NAMES_AT_ONCE)
    customers = list(await session.scalars(unkeyed.with_for_update(skip_locked=True)))
    for customer in customers:
        assert customer.name is not None
        try:
            customer.name_keys = name_keys(vault, vault.unseal(customer.name))
        except InvalidToken:
            customer.name_keys = []  # sealed with a key that is gone
    return len(customers)


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

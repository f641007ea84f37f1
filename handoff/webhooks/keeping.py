"""Keeps events going out while the process runs."""

import asyncio
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError

from handoff.running import notifications
from handoff.webhooks.sending import Courier

log = structlog.get_logger()

AT_ONCE = 16


async def keep_webhooks(courier: Courier, *, url: str, stopping: asyncio.Event) -> None:
    """Looks when something was written, and each second for what is to be tried again; until cancelled.

    A slow receiver holds up its own events alone.
    """
    tasks: set[asyncio.Task[None]] = set()
    try:
        async for _ in notifications(url, "webhooks", stopping=stopping):
            free = AT_ONCE - len(tasks)
            try:
                claimed = await courier.claim(limit=free) if free else []
            except (SQLAlchemyError, OSError) as error:
                log.warning("no events sent, the database is away", error=type(error).__name__)
                continue
            for subscription_id in claimed:
                task = asyncio.create_task(_serve(courier, subscription_id))
                tasks.add(task)
                task.add_done_callback(tasks.discard)
    finally:
        for task in tasks:
            task.cancel()


async def _serve(courier: Courier, subscription_id: UUID) -> None:
    """What can't be sent for one, for whatever reason, holds up no other; it is claimed again with the next look."""
    try:
        await courier.serve(subscription_id)
    except Exception as error:
        log.error("events not sent", subscription=str(subscription_id), error=type(error).__name__)
        await asyncio.sleep(1.0)

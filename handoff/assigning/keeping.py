"""Looks at teams as soon as a chat waits or a place is free, and every other second at what time alone has changed."""

import asyncio
import time
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError

from handoff.assigning.giving import Router, waiting_teams
from handoff.assigning.opening import open_queues
from handoff.assigning.taking_away import take_away
from handoff.clock import Clock
from handoff.database import Sessions
from handoff.realtime import Realtime
from handoff.running import background, notifications

log = structlog.get_logger()

CHANNEL = "routing"
EVERY = 2.0


async def keep(
    router: Router, sessions: Sessions, *, url: str, clock: Clock, realtime: Realtime, stopping: asyncio.Event
) -> None:
    """Until cancelled. What is heard while teams are being looked at is looked at together afterwards."""
    heard, woken = set[str](), asyncio.Event()

    async def listen() -> None:
        async for payload in notifications(url, CHANNEL, stopping=stopping):
            heard.add(payload or "")
            if payload is not None or time.monotonic() - looked > EVERY:
                woken.set()

    looked = 0.0
    async with background(stopping, listen=listen()):
        while True:
            await woken.wait()
            woken.clear()
            wanted, heard = heard, set()
            try:
                if "" in wanted:
                    looked = time.monotonic()
                    await look(router, sessions, clock=clock, realtime=realtime)
                else:
                    for team_id in sorted(wanted):
                        await route(router, sessions, UUID(team_id), clock=clock, realtime=realtime)
            except (SQLAlchemyError, OSError) as error:
                log.warning("chats wait, the database is away", error=type(error).__name__)


async def route(router: Router, sessions: Sessions, team_id: UUID, *, clock: Clock, realtime: Realtime) -> None:
    """What goes wrong in one team, as by what its institution has laid down, keeps no other team waiting."""
    try:
        async with sessions.begin() as session:
            changed = await router.route(session, team_id, now=clock())
    except (SQLAlchemyError, OSError):
        raise
    except Exception as error:
        log.error("a team's chats wait and nobody gets them", team=str(team_id), error=type(error).__name__)
        return
    await realtime.publish(changed)


async def look(router: Router, sessions: Sessions, *, clock: Clock, realtime: Realtime) -> None:
    """What time has changed, then every team that has somebody waiting."""
    async with sessions.begin() as session:
        changed = [*await open_queues(session, now=clock()), *await take_away(session, now=clock())]
    await realtime.publish(changed)
    async with sessions() as session:
        teams = await waiting_teams(session)
    for team_id in teams:
        await route(router, sessions, team_id, clock=clock, realtime=realtime)

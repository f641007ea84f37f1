"""The service in one process, with a clock that a script moves and a Graph API that keeps what it gets."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select

from bot.engine import Bot
from handoff.catalogue import Catalogue
from handoff.database import Sessions, connect, sessions_of
from handoff.inbox import Inbox
from handoff.intake import Intake
from handoff.intake.numbers import NumberBook
from handoff.links import Links
from handoff.models import Message
from handoff.outbox import Outbox
from handoff.realtime import Realtime
from handoff.settings import Settings
from handoff.vault import Vault
from handoff.webhook import acknowledge
from handoff.whatsapp.client import CloudApi
from handoff.workbench.rehearsal.graph import Graph
from handoff.workbench.rehearsal.phone import Phone

# As a worker has: fewer are opened and closed all the time where many customers write at once.
CONNECTIONS = 10


@dataclass(slots=True)
class StageClock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass(slots=True)
class Stage:
    settings: Settings
    sessions: Sessions
    intake: Intake
    inbox: Inbox
    inbox_with: Callable[..., Inbox]
    outbox: Outbox
    realtime: Realtime
    graph: Graph
    clock: StageClock

    def phone(self, wa_id: str) -> Phone:
        return Phone(
            wa_id,
            phone_number_id=self.settings.whatsapp_phone_number_id,
            app_secret=self.settings.whatsapp_app_secret.get_secret_value(),
        )

    async def arrive(self, phone: Phone, *messages: dict[str, Any]) -> None:
        raw, headers = phone.webhook(*messages, at=self.clock.now)
        done = await acknowledge(raw, headers["X-Hub-Signature-256"], intake=self.intake, now=self.clock.now)
        if done.code != 200:
            raise AssertionError(f"the webhook answered {done.code}")

    async def settle(self) -> None:
        """Everything that came in is answered, everything to be sent is sent."""
        for conversation_id in await self.inbox.waiting():
            await self.inbox.handle(conversation_id)
        while letters := await self.outbox.claim(limit=20):
            for letter in letters:
                await self.outbox.deliver(letter)

    def recast(self, bot: Bot, catalogue: Catalogue) -> None:
        """From the next message on, this bot answers, in the conversations that there are."""
        self.inbox = self.inbox_with(bot=bot, catalogue=catalogue)

    async def response_name(self, message_id: int) -> str | None:
        async with self.sessions() as session:
            return await session.scalar(select(Message.response_name).where(Message.id == message_id))


@asynccontextmanager
async def stage(
    settings: Settings, *, bot: Bot | None, catalogue: Catalogue, now: datetime, graph: Graph | None = None
) -> AsyncIterator[Stage]:
    """`settings` name a migrated and seeded database of this stage's own. `now`: aware."""
    engine = connect(str(settings.database_url), connections=CONNECTIONS)
    sessions = sessions_of(engine)
    clock = StageClock(now)
    graph = graph or Graph()
    secret_key = settings.secret_key.get_secret_value()
    app_secret = settings.whatsapp_app_secret.get_secret_value()
    vault = Vault(secret_key)
    numbers = NumberBook(sessions, app_secret=app_secret, vault=vault, clock=clock)
    realtime = Realtime(str(settings.redis_url))
    api = CloudApi("http://graph.test", transport=graph.transport())
    links = Links(settings.base_url, secret_key=secret_key)
    inbox_with = partial(Inbox, sessions, vault=vault, links=links, realtime=realtime, clock=clock)
    try:
        yield Stage(
            settings=settings,
            sessions=sessions,
            intake=Intake(sessions, numbers=numbers, vault=vault),
            inbox=inbox_with(bot=bot, catalogue=catalogue),
            inbox_with=inbox_with,
            outbox=Outbox(
                sessions,
                api=api,
                access_token=settings.whatsapp_access_token.get_secret_value(),
                vault=vault,
                realtime=realtime,
                clock=clock,
            ),
            realtime=realtime,
            graph=graph,
            clock=clock,
        )
    finally:
        await api.close()
        await realtime.close()
        await engine.dispose()

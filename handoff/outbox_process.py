"""The outbox process: all that goes out to WhatsApp, the files that are fetched from there, and webhooks to the
institutions' systems.
"""

import asyncio
import time

import psycopg
import structlog
from sqlalchemy.exc import SQLAlchemyError

from handoff.clock import clock_from_environment
from handoff.database import connect, listening, sessions_of
from handoff.heartbeat import beat
from handoff.logs import configure_logs
from handoff.metrics import exposed
from handoff.outbox import Outbox
from handoff.outbox.accounts import keep_accounts
from handoff.outbox.letters import Letter
from handoff.outbox.media import MediaShelf
from handoff.outbox.sweep import HOLDER_LOCKS
from handoff.outbox.templates import keep_templates
from handoff.realtime import Realtime
from handoff.running import background, notifications, run_until_stopped
from handoff.settings import Settings, check_for_service
from handoff.vault import Vault
from handoff.webhooks import Courier, Post, keep_webhooks
from handoff.whatsapp.client import CloudApi

log = structlog.get_logger()

AT_ONCE = 24
SWEEP_EVERY = 2.0
# A retry is due some time after it was put off; nobody notifies us then.
LOOK_EVERY = 0.5


def run(settings: Settings) -> None:
    check_for_service(settings)
    configure_logs("outbox")
    url = str(settings.database_url)
    engine = connect(url, connections=AT_ONCE // 2)
    sessions = sessions_of(engine)
    clock = clock_from_environment()
    vault = Vault(settings.secret_key.get_secret_value())
    token = settings.whatsapp_access_token.get_secret_value()

    async def main(stopping: asyncio.Event) -> None:
        api = CloudApi(str(settings.whatsapp_graph_url))
        realtime = Realtime(str(settings.redis_url))
        outbox = Outbox(sessions, api=api, access_token=token, vault=vault, realtime=realtime, clock=clock)
        shelf = MediaShelf(sessions, api=api, access_token=token, vault=vault, realtime=realtime, clock=clock)
        post = Post(itself=settings.demo)
        courier = Courier(sessions, post=post, vault=vault, clock=clock, holder=outbox.holder)
        async with background(
            stopping,
            beat=beat("outbox", home=settings.home, sessions=sessions),
            live=_live(url, outbox.holder),
            sweep=_sweep(outbox),
            files=shelf.keep(url, stopping),
            templates=keep_templates(sessions, api=api, access_token=token, vault=vault, clock=clock),
            accounts=keep_accounts(sessions, api=api, access_token=token, vault=vault, clock=clock),
            webhooks=keep_webhooks(courier, url=url, stopping=stopping),
        ):
            await Sender(outbox).run(url, stopping)
        await post.close()
        await api.close()
        await realtime.close()
        await engine.dispose()

    with exposed(settings.metrics_host, settings.metrics_port):
        run_until_stopped(main)


class Sender:
    """Keeps as many letters on their way as there may be; the next of a conversation goes when one has arrived."""

    def __init__(self, outbox: Outbox):
        self._outbox = outbox
        self._tasks: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()

    async def run(self, url: str, stopping: asyncio.Event) -> None:
        stopper = asyncio.create_task(stopping.wait())
        stopper.add_done_callback(lambda _: self._changed.set())
        async with background(stopping, listen=self._listen(url, stopping)):
            while not stopping.is_set():
                self._changed.clear()
                if not await self._start_some():
                    await self._rest()
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=9)

    async def _start_some(self) -> bool:
        """True if it may be worth looking again at once."""
        free = AT_ONCE - len(self._tasks)
        if free <= 0:
            return False
        try:
            letters = await self._outbox.claim(limit=free)
        except (SQLAlchemyError, OSError) as error:
            log.warning("nothing sent, the database is away", error=type(error).__name__)
            await asyncio.sleep(1.0)
            return False
        for letter in letters:
            task = asyncio.create_task(self._deliver(letter))
            self._tasks.add(task)
            task.add_done_callback(self._done)
        return len(letters) == free

    async def _deliver(self, letter: Letter) -> None:
        try:
            await self._outbox.deliver(letter)
        except (SQLAlchemyError, OSError) as error:
            # What became of it could not be written down: the sweep finds it when this process is gone,
            # so it must go.
            log.critical("outcome not written down", message=letter.message_id, error=type(error).__name__)
            raise SystemExit(1) from error

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._changed.set()

    async def _rest(self) -> None:
        try:
            await asyncio.wait_for(self._changed.wait(), LOOK_EVERY)
        except TimeoutError:
            pass

    async def _listen(self, url: str, stopping: asyncio.Event) -> None:
        async for _ in notifications(url, "outbox", stopping=stopping):
            self._changed.set()


async def _live(url: str, holder: int) -> None:
    """Holds the lock that says that this process lives; when it dies, so does the lock, and others know at once."""
    while True:
        try:
            async with listening(url) as connection:
                await connection.execute("SELECT pg_advisory_lock(%s, %s)", (HOLDER_LOCKS, holder))
                while True:
                    await asyncio.sleep(5.0)
                    await connection.execute("SELECT 1")
        except (psycopg.Error, OSError) as error:
            log.warning("database is away", error=type(error).__name__)
            await asyncio.sleep(1.0)


async def _sweep(outbox: Outbox) -> None:
    while True:
        started = time.monotonic()
        try:
            await outbox.sweep()
        except (SQLAlchemyError, OSError) as error:
            log.warning("not swept, the database is away", error=type(error).__name__)
        await asyncio.sleep(max(SWEEP_EVERY - (time.monotonic() - started), 0.1))

"""The worker process: Rasa and the actions in it, answering what came in."""

import asyncio
import time
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.engine import Bot, BotFailure
from bot.training import current_model
from handoff import assigning, calling_off, timers, watching
from handoff.appointments import warm
from handoff.assigning import Router
from handoff.catalogue import load_catalogue
from handoff.clock import Clock, clock_from_environment
from handoff.database import Sessions, connect, sessions_of
from handoff.garbage import spare_what_is_loaded
from handoff.heartbeat import beat
from handoff.inbox import Inbox, Voice
from handoff.language import detect
from handoff.links import Links
from handoff.logs import configure_logs
from handoff.metrics import INBOX, INBOX_SECONDS, exposed
from handoff.realtime import Realtime
from handoff.running import background, notifications, run_until_stopped
from handoff.settings import ROOT, Settings, check_for_service
from handoff.statistics import keeping as statistics
from handoff.vault import Vault

log = structlog.get_logger()

# People write in fragments: the bot waits so long after the last one, but not for ever.
QUIET = 0.4
LONGEST_QUIET = 2.0
AT_ONCE = 8
LOOK_EVERY = 2.0


def run(settings: Settings) -> None:
    check_for_service(settings)
    configure_logs("worker")
    bot = _load(settings)
    detect("Guten Tag, ich habe eine Frage", current=None)  # loads the language model before the first customer writes
    assert settings.database_url is not None and settings.redis_url is not None
    engine = connect(settings.database_url, connections=AT_ONCE + 2)
    sessions = sessions_of(engine)
    secret_key = settings.secret_key.get_secret_value()
    clock = clock_from_environment()

    async def main(stopping: asyncio.Event) -> None:
        await _warm(sessions, clock=clock)
        realtime = Realtime(str(settings.redis_url))
        catalogue, vault = load_catalogue(ROOT / "data"), Vault(secret_key)
        inbox = Inbox(
            sessions,
            bot=bot,
            catalogue=catalogue,
            vault=vault,
            links=Links(settings.base_url, secret_key=secret_key),
            realtime=realtime,
            clock=clock,
        )
        model_hash = bot.model_hash if bot else None
        async with background(
            stopping,
            beat=beat("worker", home=settings.home, sessions=sessions, model_hash=model_hash),
            timers=timers.keep(sessions, clock=clock, realtime=realtime, vault=vault),
            routing=assigning.keep(
                Router(catalogue, Voice(bot) if bot else None),
                sessions,
                url=str(settings.database_url),
                clock=clock,
                realtime=realtime,
                stopping=stopping,
            ),
            statistics=statistics.keep(sessions, clock=clock),
            watching=watching.keep(sessions, clock=clock),
            calling_off=calling_off.keep(sessions, catalogue=catalogue, vault=vault, clock=clock, realtime=realtime),
        ):
            spare_what_is_loaded()
            await Dispatcher(inbox).run(str(settings.database_url), stopping)
        await realtime.close()
        await engine.dispose()

    with exposed(settings.metrics_host, settings.metrics_port):
        run_until_stopped(main)


async def _warm(sessions: Sessions, *, clock: Clock) -> None:
    """What the first customer needn't wait for. Without the database he does."""
    try:
        async with sessions() as session:
            await warm(session, now=clock())
    except (SQLAlchemyError, OSError) as error:
        log.warning("not warm yet, the database is away", error=type(error).__name__)


def _load(settings: Settings) -> Bot | None:
    model = current_model(ROOT, settings.home / "models")
    if model is None:
        log.error("there is no model: customers are offered a person; train one with `schalter train`")
        return None
    try:
        return Bot.load(model)
    except BotFailure as error:
        log.error("the model can't be used: customers are offered a person", cause=str(error))
        return None


class Dispatcher:
    """Decides when a conversation is looked at: one at a time each, a few at once, after a short quiet."""

    def __init__(self, inbox: Inbox):
        self._inbox = inbox
        self._due: dict[UUID, tuple[float, float]] = {}
        self._busy: set[UUID] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()

    async def run(self, url: str, stopping: asyncio.Event) -> None:
        stopper = asyncio.create_task(stopping.wait())
        stopper.add_done_callback(lambda _: self._changed.set())
        async with background(stopping, listen=self._listen(url, stopping)):
            while not stopping.is_set():
                wait = self._start_due()
                self._changed.clear()
                try:
                    await asyncio.wait_for(self._changed.wait(), wait)
                except TimeoutError:
                    pass
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=8)

    def wake(self, conversation_id: UUID, *, at_once: bool) -> None:
        now = time.monotonic()
        first = self._due.get(conversation_id, (now, now))[0]
        due = now if at_once else min(now + QUIET, first + LONGEST_QUIET)
        self._due[conversation_id] = (first, due)
        self._changed.set()

    def _start_due(self) -> float:
        """Starts what is due and returns the seconds until there is something to do again."""
        now = time.monotonic()
        ready = sorted((due, one) for one, (_, due) in self._due.items() if due <= now and one not in self._busy)
        for _, conversation_id in ready[: AT_ONCE - len(self._busy)]:
            del self._due[conversation_id]
            self._busy.add(conversation_id)
            task = asyncio.create_task(self._handle(conversation_id))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        waiting = [due for one, (_, due) in self._due.items() if one not in self._busy]
        if not waiting or len(self._busy) >= AT_ONCE:
            return LOOK_EVERY
        return max(min(waiting) - time.monotonic(), 0.0)

    async def _handle(self, conversation_id: UUID) -> None:
        outcome = "failed"
        try:
            with INBOX_SECONDS.time():
                await self._inbox.handle(conversation_id)
            outcome = "handled"
        except (SQLAlchemyError, OSError) as error:
            log.warning("not handled yet, the database is away", error=type(error).__name__)
            await asyncio.sleep(1.0)
        except Exception as error:
            log.error("not handled yet", conversation=str(conversation_id), error=type(error).__name__)
            await asyncio.sleep(1.0)
        finally:
            INBOX.labels(outcome).inc()
            self._busy.discard(conversation_id)
            self._changed.set()

    async def _listen(self, url: str, stopping: asyncio.Event) -> None:
        looked = 0.0
        async for payload in notifications(url, "inbox", stopping=stopping):
            if payload is not None:
                conversation_id, _, when = payload.partition(" ")
                self.wake(UUID(conversation_id), at_once=when == "now")
            elif time.monotonic() - looked > LOOK_EVERY:
                looked = time.monotonic()
                await self._look_for_missed()

    async def _look_for_missed(self) -> None:
        try:
            for conversation_id in await self._inbox.waiting():
                if conversation_id not in self._due and conversation_id not in self._busy:
                    self.wake(conversation_id, at_once=False)
        except (SQLAlchemyError, OSError) as error:
            log.warning("database is away", error=type(error).__name__)

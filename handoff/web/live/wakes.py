"""One ear for Redis a process, and behind it every open page's stream, woken only for what concerns its viewer."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import structlog
from redis.exceptions import RedisError
from sqlalchemy import exists, or_, select
from sqlalchemy.exc import SQLAlchemyError

from handoff.access import Access
from handoff.database import Sessions
from handoff.models import Callback, CallbackState, Conversation, Owner
from handoff.realtime import Realtime
from handoff.web.finishing import Finishing

log = structlog.get_logger()

# Without news a page reads again by itself after so many seconds: ordinarily, and while Redis is away.
QUIET, DEAF = 15.0, 3.0
# News of so many seconds are looked up together.
GATHERING = 0.05
IS_TO_BE_CALLED = exists().where(Callback.conversation_id == Conversation.id, Callback.state == CallbackState.OPEN)
AT_THE_DESK = or_(
    Conversation.owner.in_((Owner.WAITING, Owner.PARKED, Owner.AGENT)),
    Conversation.attention.is_not(None),
    IS_TO_BE_CALLED,
)

# Team, institution, holder and addressee, by conversation.
Places = dict[UUID, tuple[UUID | None, UUID, UUID | None, UUID | None]]


class Ear:
    """A stream's. `access` and `shown`: what its viewer may see and what is on his page, as it was last read."""

    def __init__(self) -> None:
        self.access: Access | None = None
        self.shown: frozenset[UUID] = frozenset()
        self.is_over = False
        self._rings = asyncio.Event()

    def ring(self) -> None:
        self._rings.set()

    def is_concerned(self, changed: frozenset[UUID], places: Places) -> bool:
        """By what left its page, too. Before its first reading everything concerns it."""
        access = self.access
        return access is None or bool(changed & self.shown) or any(access.sees(*place) for place in places.values())

    async def listen(self, *, patience: float) -> None:
        """Until something changes, or for `patience` seconds."""
        try:
            async with asyncio.timeout(patience):
                await self._rings.wait()
        except TimeoutError:
            return
        self._rings.clear()


class Wakes:
    def __init__(self, realtime: Realtime, *, sessions: Sessions, finish: Finishing):
        self._realtime = realtime
        self._sessions = sessions
        self._finish = finish
        self._ears: set[Ear] = set()
        self._changed: set[UUID] = set()
        self._task: asyncio.Task[None] | None = None
        self.patience = QUIET

    async def start(self, *_: Any) -> None:
        self._task = asyncio.create_task(self._hear())

    async def stop(self, *_: Any) -> None:
        """Ends every stream, so that the server need not wait for browsers to go."""
        for ear in self._ears:
            ear.is_over = True
            ear.ring()
        if self._task is not None:
            self._task.cancel()

    @contextmanager
    def ear(self) -> Iterator[Ear]:
        ear = Ear()
        self._ears.add(ear)
        try:
            yield ear
        finally:
            self._ears.discard(ear)

    async def _hear(self) -> None:
        while True:
            try:
                async for changed in self._realtime.changes(patience=QUIET):
                    self._turn(QUIET)
                    if changed and self._ears:
                        self._gather(changed)
            except (RedisError, OSError) as error:
                log.warning("desks read again every few seconds", error=type(error).__name__)
                self._turn(DEAF)
            await asyncio.sleep(DEAF)

    def _turn(self, patience: float) -> None:
        """When Redis goes or comes back, something may have been missed: everybody reads again."""
        if patience != self.patience:
            self.patience = patience
            for ear in self._ears:
                ear.ring()

    def _gather(self, changed: frozenset[UUID]) -> None:
        if not self._changed:
            self._finish.start(self._tell())
        self._changed |= changed

    async def _tell(self) -> None:
        await asyncio.sleep(GATHERING)
        changed, self._changed = frozenset(self._changed), set()
        places = await self._places(changed)
        for ear in self._ears:
            if places is None or ear.is_concerned(changed, places):
                ear.ring()

    async def _places(self, changed: frozenset[UUID]) -> Places | None:
        """Of those that people have to do with: what the bot does alone, most of all that happens, wakes no page."""
        place = (Conversation.team_id, Conversation.institution_id, Conversation.agent_id, Conversation.offered_to_id)
        wanted = select(Conversation.id, *place)
        try:
            async with self._sessions() as session:
                rows = await session.execute(wanted.where(Conversation.id.in_(changed), AT_THE_DESK))
                return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}
        except SQLAlchemyError as error:
            log.warning("desks read again unasked", error=type(error).__name__)
            return None

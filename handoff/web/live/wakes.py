"""One ear for Redis a process, and behind it every open page's stream, woken only for what concerns its viewer."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any
from uuid import UUID

import structlog
from redis.exceptions import RedisError
from sqlalchemy import exists, func, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Access
from handoff.database import Sessions
from handoff.models import (
    Appointment,
    Callback,
    CallbackState,
    Conversation,
    Mention,
    Note,
    Owner,
    Record,
    RecordAssignment,
    SignUp,
)
from handoff.realtime import Realtime
from handoff.web.finishing import Finishing

log = structlog.get_logger()

# Without news a page reads again by itself after so many seconds: ordinarily, for what time alone changes, and while
# Redis is away.
QUIET, DEAF = 60.0, 3.0
# So long the process waits for news before it looks whether Redis is there.
HEARING = 15.0
# News of so many seconds are looked up together.
GATHERING = 0.05
IS_TO_BE_CALLED = exists().where(Callback.conversation_id == Conversation.id, Callback.state == CallbackState.OPEN)
AT_THE_DESK = or_(
    Conversation.owner.in_((Owner.WAITING, Owner.PARKED, Owner.AGENT)),
    Conversation.attention.is_not(None),
    IS_TO_BE_CALLED,
)

FOR_ALL = or_(
    Conversation.owner.in_((Owner.WAITING, Owner.PARKED)), Conversation.attention.is_not(None), IS_TO_BE_CALLED
)
MENTIONED = (
    select(func.array_agg(Mention.user_id))
    .join(Note, Note.id == Mention.note_id)
    .where(Note.conversation_id == Conversation.id, Mention.seen_at.is_(None))
    .scalar_subquery()
)
HAS_PLANS = or_(
    exists().where(Appointment.customer_id == Conversation.customer_id),
    exists().where(SignUp.customer_id == Conversation.customer_id),
)
# Of each conversation: team and institution, if all who work there are concerned; then whom else it concerns.
Places = dict[UUID, tuple[UUID | None, ...]]
# So many pages at a time read what isn't their own chat's; the others wait, and then read all that came meanwhile.
BESIDE = 3


class Ear:
    """A stream's. `access` and `shown`: what its viewer may see and what is on his page, as it was last read; `houses`:
    the institutions whose appointments and events are.

    `chat_id`: the chat that the page is about. What happens there is shown at once, whoever else is to be told.
    """

    def __init__(self, chat_id: UUID | None = None) -> None:
        self.access: Access | None = None
        self.shown: frozenset[UUID] = frozenset()
        self.houses: frozenset[UUID] = frozenset()
        self.is_over = False
        # Not for the first reading: the page is there already, and after a restart all of them come at once.
        self.hurries = asyncio.Event()
        self._chat_id = chat_id
        self._rings = asyncio.Event()
        self._changed: frozenset[UUID] | None = None

    @property
    def advised(self) -> frozenset[UUID]:
        """The advisors whose customers are the viewer's."""
        return self.access.advised if self.access else frozenset()

    def ring(self, changed: frozenset[UUID] | None = None, *, is_urgent: bool = False) -> None:
        """`changed`: which conversations have something new; without, it may be any."""
        if is_urgent:
            self.hurries.set()
        if changed is None or (self._rings.is_set() and self._changed is None):
            self._changed = None
        else:
            self._changed = changed | (self._changed or frozenset())
        self._rings.set()

    def news(self) -> frozenset[UUID] | None:
        """What has changed since this was last asked; None if it may be anything."""
        changed = self._changed if self._rings.is_set() else None
        self._changed = None
        self._rings.clear()
        self.hurries.clear()
        return changed

    def is_concerned(self, changed: frozenset[UUID], places: Places) -> bool:
        """By what left its page, too, and by what the viewer has chosen. Before its first reading everything does."""
        access = self.access
        if access is None or access.user_id in changed or changed & self.shown:
            return True
        return any(access.sees(*place) for place in places.values())

    def is_personal(self, changed: frozenset[UUID], places: Places) -> bool:
        """It is the page's own chat, one of the viewer's own, or he himself."""
        user_id = self.access.user_id if self.access else None
        return (
            self._chat_id in changed
            or user_id in changed
            or any(user_id in people for _, _, *people in places.values())
        )

    async def calm(self, *, patience: float) -> None:
        """For `patience` seconds, unless it hurries."""
        await _come(self.hurries, patience=patience)

    async def listen(self, *, patience: float) -> bool:
        """Until something changes, or for `patience` seconds. Whether something has."""
        return await _come(self._rings, patience=patience)


async def _come(event: asyncio.Event, *, patience: float) -> bool:
    with suppress(TimeoutError):
        async with asyncio.timeout(patience):
            await event.wait()
    return event.is_set()


class Wakes:
    def __init__(self, realtime: Realtime, *, sessions: Sessions, finish: Finishing):
        self._realtime = realtime
        self._sessions = sessions
        self._finish = finish
        self._ears: set[Ear] = set()
        self._changed: set[UUID] = set()
        self._task: asyncio.Task[None] | None = None
        self._beside = asyncio.Semaphore(BESIDE)
        self.patience = QUIET

    @asynccontextmanager
    async def turn(self, ear: Ear) -> AsyncIterator[frozenset[UUID] | None]:
        """Holds the page's turn to read, and says what has changed until then. It is at once where it hurries."""
        place = asyncio.ensure_future(self._beside.acquire())
        hurry = asyncio.ensure_future(ear.hurries.wait())
        try:
            await asyncio.wait({place, hurry}, return_when=asyncio.FIRST_COMPLETED)
            yield ear.news()
        finally:
            hurry.cancel()
            if place.done():
                self._beside.release()
            else:
                place.cancel()

    async def start(self, *_: Any) -> None:
        self._task = asyncio.create_task(self._hear())

    async def stop(self, *_: Any) -> None:
        """Ends every stream, so that the server need not wait for browsers to go."""
        for ear in self._ears:
            ear.is_over = True
            ear.ring(is_urgent=True)
        if self._task is not None:
            self._task.cancel()

    @contextmanager
    def ear(self, chat_id: UUID | None) -> Iterator[Ear]:
        ear = Ear(chat_id)
        self._ears.add(ear)
        try:
            yield ear
        finally:
            self._ears.discard(ear)

    async def _hear(self) -> None:
        while True:
            try:
                async for changed in self._realtime.changes(patience=HEARING):
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
        try:
            async with self._sessions() as session:
                places = await _places(session, changed)
                houses = await self._houses(session, changed)
                advised = await self._advised(session, changed)
        except SQLAlchemyError as error:
            log.warning("desks read again unasked", error=type(error).__name__)
            for ear in self._ears:
                ear.ring()
            return
        for ear in self._ears:
            if ear.is_concerned(changed, places) or ear.houses & houses or ear.advised & advised:
                ear.ring(changed, is_urgent=ear.is_personal(changed, places))

    async def _advised(self, session: AsyncSession, changed: frozenset[UUID]) -> frozenset[UUID]:
        """The advisors whose customers' chats these are, whoever has them, the bot too. It is only asked while an
        advisor has a page open.
        """
        if not any(ear.advised for ear in self._ears):
            return frozenset()
        wanted = (
            select(Record.advisor_id)
            .join(RecordAssignment, RecordAssignment.record_id == Record.id)
            .join(Conversation, Conversation.customer_id == RecordAssignment.customer_id)
            .where(Conversation.id.in_(changed), RecordAssignment.undone_at.is_(None))
        )
        return frozenset(one for one in await session.scalars(wanted.distinct()) if one is not None)

    async def _houses(self, session: AsyncSession, changed: frozenset[UUID]) -> frozenset[UUID]:
        """The institutions whose calendar may have changed: named themselves, or by a chat whose customer has something
        planned, for customers book with the bot. It is only asked while a page shows a calendar.
        """
        if not any(ear.houses for ear in self._ears):
            return frozenset()
        wanted = select(Conversation.institution_id).where(Conversation.id.in_(changed), HAS_PLANS).distinct()
        return changed | frozenset(await session.scalars(wanted))


async def _places(session: AsyncSession, changed: frozenset[UUID]) -> Places:
    """Of those that people have to do with: what the bot does alone, most of all that happens, wakes no page.

    A chat that somebody holds concerns him, and who has it on his page; nobody else.
    """
    columns = (Conversation.id, Conversation.team_id, Conversation.institution_id)
    people = (Conversation.agent_id, Conversation.offered_to_id, MENTIONED)
    wanted = select(*columns, FOR_ALL, *people).where(Conversation.id.in_(changed), AT_THE_DESK)
    return {
        chat_id: (*((team, house) if for_all else (None, None)), holder, addressee, *(mentioned or ()))
        for chat_id, team, house, for_all, holder, addressee, mentioned in await session.execute(wanted)
    }

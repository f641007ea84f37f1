"""Takes what customers wrote and decides, in one place, who speaks.

One transaction a turn: it locks the conversation, runs the bot, and writes state, bookings, replies, a handoff and
"handled" together. A crash undoes all of it and the next worker does it again.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from bot.engine import Bot, BotFailure
from handoff.catalogue import Catalogue
from handoff.clock import Clock
from handoff.database import Sessions, execute_alone, execute_directly, is_repeatable
from handoff.failpoints import failpoint
from handoff.inbox.converse import apologise, converse, give_up
from handoff.inbox.pending import Pending
from handoff.inbox.people import count_unread, keep_for_people
from handoff.inbox.reopening import reopen
from handoff.inbox.speaking import Voice
from handoff.inbox.statements import CLAIM, HANDLED, PENDING, SET_ASIDE, WAITING
from handoff.inbox.tools import Tools
from handoff.links import Links
from handoff.models import Conversation, Owner
from handoff.realtime import Realtime
from handoff.vault import Vault

__all__ = ["Inbox", "Voice"]

log = structlog.get_logger()

# So often the bot may try; then a person is told of it so often; then it is set aside, whatever is wrong with it.
ATTEMPTS = 3
GIVING_UP = 3
REPEATS = 5
# They open no window (contract, §12).
SAYS_NOTHING = ("system", "edit", "revoke")


class Inbox:
    """One a worker. `bot` is None while there is no usable model: customers are told, a person is offered."""

    def __init__(
        self,
        sessions: Sessions,
        *,
        bot: Bot | None,
        catalogue: Catalogue,
        vault: Vault,
        links: Links,
        realtime: Realtime,
        clock: Clock,
    ):
        self._sessions = sessions
        self._realtime = realtime
        self._tools = Tools(bot=bot, catalogue=catalogue, vault=vault, links=links, clock=clock)

    async def waiting(self) -> list[UUID]:
        """Conversations with messages that nobody has handled, oldest first: what notifications may have missed."""
        async with self._sessions() as session:
            return list(await session.scalars(WAITING))

    async def handle(self, conversation_id: UUID) -> None:
        """Handles all that is unhandled in the conversation; nothing, if another worker is at it."""
        attempts = await self._claim(conversation_id)
        if attempts == 0:
            return
        failpoint("inbox.claimed")
        if attempts > ATTEMPTS + GIVING_UP:
            await self._set_aside(conversation_id)
            return
        try:
            touched = await self._repeating(lambda: self._turn(conversation_id, attempts=attempts))
        except DBAPIError:
            raise
        except Exception as error:
            # Whatever went wrong in the turn is undone; the customer is told, and never left in silence.
            log.error("turn failed", conversation=str(conversation_id), error=type(error).__name__)
            touched = await self._repeating(lambda: self._failed(conversation_id))
        failpoint("inbox.committed")
        await self._realtime.publish(touched)

    async def _claim(self, conversation_id: UUID) -> int:
        """Counts the attempt in a commit of its own, so that a message that kills workers is known as such."""
        row = (await execute_alone(self._sessions, CLAIM, {"conversation": conversation_id}))[0]
        return int(row.attempts)

    async def _repeating(self, transaction: Callable[[], Awaitable[set[UUID]]]) -> set[UUID]:
        """Serialization failures and deadlocks are nobody's fault: once more."""
        for _ in range(REPEATS):
            try:
                return await transaction()
            except DBAPIError as error:
                if not is_repeatable(error):
                    raise
        return await transaction()

    async def _turn(self, conversation_id: UUID, *, attempts: int) -> set[UUID]:
        async with self._sessions.begin() as session:
            conversation, pending = await _lock(session, conversation_id)
            if not pending:
                return set()
            now = self._tools.clock()
            if conversation.owner is Owner.CLOSED:
                conversation = await reopen(session, conversation, now=now)
            try:
                await self._speak(session, conversation, pending, attempts=attempts)
            except BotFailure as failure:
                if (error := _from_the_database(failure)) is not None:
                    raise error from None
                raise
            failpoint("inbox.answered")
            await _finish(session, conversation, pending, now=now)
            return {conversation.id, conversation_id}

    async def _speak(
        self, session: AsyncSession, conversation: Conversation, pending: list[Pending], *, attempts: int
    ) -> None:
        tools = self._tools
        if not conversation.is_with_bot:
            # What has failed too often has perhaps killed workers: the bot doesn't read it once more.
            tools = tools if attempts <= ATTEMPTS else replace(tools, bot=None)
            await keep_for_people(session, conversation, pending, tools=tools)
        elif attempts > ATTEMPTS:
            await give_up(session, conversation, pending, tools=tools)
        else:
            await converse(session, conversation, pending, tools=tools)

    async def _failed(self, conversation_id: UUID) -> set[UUID]:
        async with self._sessions.begin() as session:
            conversation, pending = await _lock(session, conversation_id)
            now = self._tools.clock()
            if not pending:
                return set()
            if conversation.owner is Owner.CLOSED:
                conversation = await reopen(session, conversation, now=now)
            if conversation.is_with_bot:
                await apologise(session, conversation, pending, tools=self._tools)
            else:
                count_unread(conversation, pending)
            await _finish(session, conversation, pending, now=now)
            return {conversation.id, conversation_id}

    async def _set_aside(self, conversation_id: UUID) -> None:
        """Nothing has helped, not even handing over: the desk is told that there is something to read."""
        log.error("message set aside", conversation=str(conversation_id))
        await execute_alone(self._sessions, SET_ASIDE, {"conversation": conversation_id, "now": self._tools.clock()})
        await self._realtime.publish([conversation_id])


async def _lock(session: AsyncSession, conversation_id: UUID) -> tuple[Conversation, list[Pending]]:
    conversation = await session.get_one(
        Conversation,
        conversation_id,
        options=[joinedload(Conversation.customer), joinedload(Conversation.institution)],
        with_for_update={"key_share": True, "of": Conversation},
    )
    rows = await execute_directly(session, PENDING, {"conversation": conversation_id})
    return conversation, [Pending(*row) for row in rows]


async def _finish(session: AsyncSession, conversation: Conversation, pending: list[Pending], *, now: datetime) -> None:
    _note_arrival(conversation, pending)
    ids = [message.id for message in pending]
    await execute_directly(session, HANDLED, {"conversation": conversation.id, "ids": ids, "now": now})


def _note_arrival(conversation: Conversation, pending: list[Pending]) -> None:
    arrivals = [message.sent_at for message in pending if message.kind not in SAYS_NOTHING]
    if not arrivals:
        return
    if conversation.last_inbound_at is not None:
        arrivals.append(conversation.last_inbound_at)
    conversation.last_inbound_at = max(arrivals)
    conversation.last_activity_at = max(conversation.last_activity_at, *arrivals)


def _from_the_database(failure: BotFailure) -> DBAPIError | None:
    """What an action met there: to be repeated, or left for the next attempt, and no fault of the bot's."""
    cause: BaseException | None = failure
    while cause is not None and not isinstance(cause, DBAPIError):
        cause = cause.__cause__
    return cause

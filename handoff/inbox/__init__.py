"""Takes what customers wrote and decides, in one place, who speaks.

One transaction a turn: it locks the conversation, runs the bot, and writes state, bookings, replies, a handoff and
"handled" together. A crash undoes all of it and the next worker does it again.
"""

from collections.abc import Awaitable, Callable
from uuid import UUID

import structlog
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from bot.engine import Bot
from handoff.catalogue import Catalogue
from handoff.clock import Clock
from handoff.database import Sessions, execute_alone, is_repeatable
from handoff.failpoints import failpoint
from handoff.inbox.converse import apologise, converse, give_up
from handoff.inbox.people import keep_for_people
from handoff.inbox.reopening import reopen
from handoff.inbox.tools import Tools
from handoff.links import Links
from handoff.models import Conversation, Message, Owner
from handoff.realtime import Realtime
from handoff.vault import Vault

log = structlog.get_logger()

ATTEMPTS = 3
REPEATS = 5

# The first attempt also marks what was written as read, and shows that the bot is at it.
CLAIM = text("""
    WITH claimed AS (
        UPDATE messages m SET attempts = m.attempts + 1, leased_until = clock_timestamp() + interval '5 seconds'
        FROM conversations c
        WHERE c.id = m.conversation_id AND m.conversation_id = :conversation AND m.handled_at IS NULL
          AND (m.leased_until IS NULL OR m.leased_until < clock_timestamp())
        RETURNING m.id, m.number_id, m.attempts, m.kind, c.owner
    ), read AS (
        INSERT INTO outbox (number_id, conversation_id, kind, message_id, state, attempts, due_at)
        SELECT number_id, :conversation, 'read', max(id), 'queued', 0, clock_timestamp() FROM claimed
        WHERE attempts = 1 AND kind NOT IN ('reaction', 'system') AND owner IN ('bot', 'parked') GROUP BY number_id
    )
    SELECT coalesce(max(attempts), 0) AS attempts FROM claimed
""")
WAITING = text("SELECT DISTINCT conversation_id FROM messages WHERE handled_at IS NULL LIMIT 500")


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
        """Conversations with messages that nobody has handled: what notifications may have missed."""
        async with self._sessions() as session:
            return list(await session.scalars(WAITING))

    async def handle(self, conversation_id: UUID) -> None:
        """Handles all that is unhandled in the conversation; nothing, if another worker is at it."""
        attempts = await self._claim(conversation_id)
        if attempts == 0:
            return
        failpoint("inbox.claimed")
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
                conversation = await reopen(session, conversation, pending, now=now)
            _note_arrival(conversation, pending)
            if not conversation.is_with_bot:
                await keep_for_people(session, conversation, pending, tools=self._tools)
            elif attempts > ATTEMPTS:
                await give_up(session, conversation, pending, tools=self._tools)
            else:
                await converse(session, conversation, pending, tools=self._tools)
            failpoint("inbox.answered")
            for message in pending:
                message.handled_at = now
            return {conversation.id, conversation_id}

    async def _failed(self, conversation_id: UUID) -> set[UUID]:
        async with self._sessions.begin() as session:
            conversation, pending = await _lock(session, conversation_id)
            now = self._tools.clock()
            if not pending:
                return set()
            if conversation.owner is Owner.CLOSED:
                conversation = await reopen(session, conversation, pending, now=now)
            _note_arrival(conversation, pending)
            if conversation.is_with_bot:
                await apologise(session, conversation, pending, tools=self._tools)
            for message in pending:
                message.handled_at = now
            return {conversation.id, conversation_id}


async def _lock(session: AsyncSession, conversation_id: UUID) -> tuple[Conversation, list[Message]]:
    conversation = await session.get_one(
        Conversation,
        conversation_id,
        options=[joinedload(Conversation.customer), joinedload(Conversation.institution)],
        with_for_update={"key_share": True, "of": Conversation},
    )
    pending = await session.scalars(
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.handled_at.is_(None))
        .order_by(Message.sent_at, Message.id)
    )
    return conversation, list(pending)


def _note_arrival(conversation: Conversation, pending: list[Message]) -> None:
    arrivals = [message.sent_at for message in pending]
    if conversation.last_inbound_at is not None:
        arrivals.append(conversation.last_inbound_at)
    conversation.last_inbound_at = max(arrivals)
    conversation.last_activity_at = max(conversation.last_activity_at, *arrivals)

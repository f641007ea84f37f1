"""What comes in by webhook, written down before it is acknowledged.

It only inserts and never touches a conversation's row, so that it doesn't wait for a turn of the bot.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import TypeVar
from uuid import UUID

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.database import Sessions, is_repeatable, notify
from handoff.intake.arrival import Arrival
from handoff.intake.hearing import Hearing, Webhook
from handoff.intake.messages import Stored, store_message
from handoff.intake.news import keep_aside, store_news
from handoff.intake.numbers import NumberBook
from handoff.intake.statuses import apply_statuses
from handoff.vault import Vault
from handoff.whatsapp.inbound import ChannelNews, InboundMessage, InboundStatus

log = structlog.get_logger()

Result = TypeVar("Result")

# The database is away, or full of waiting: nothing is wrong with the webhook, Meta shall repeat it.
AWAY = (OperationalError, InterfaceError, PoolTimeout)
REPEATS = 3


class Intake:
    """Knows our numbers and keeps what identifies customers; one a process."""

    def __init__(self, sessions: Sessions, *, numbers: NumberBook, vault: Vault):
        self._sessions = sessions
        self._vault = vault
        self._heard = Hearing()
        self.numbers = numbers

    async def receive(self, webhook: Webhook) -> set[UUID]:
        """Stores all of a webhook in one transaction and returns the conversations that have something new.

        A part that can't be stored is kept aside, alone. Raises one of AWAY while the database is away.
        """
        for _ in range(REPEATS):
            try:
                return await self._store(webhook, careful=False)
            except AWAY as error:
                if not is_repeatable(error):
                    raise
            except Exception as error:
                log.error("webhook stored part by part", error=type(error).__name__)
                break
        return await self._store(webhook, careful=True)

    async def _store(self, webhook: Webhook, *, careful: bool) -> set[UUID]:
        """`careful`: each part behind a savepoint of its own."""
        async with self._sessions.begin() as session:
            keeper = _Keeper(session, webhook, self._vault, careful=careful)
            touched: set[UUID] = set()
            for message in sorted(webhook.delivery.messages, key=_by_sender):
                touched |= await keeper.message(message, self.numbers)
            touched |= await keeper.statuses()
            for news in webhook.delivery.news:
                await keeper.news(news)
            # Last, so that nobody who waits for a customer holds a number that we wait for.
            await self._heard.note(session, webhook)
            return touched


class _Keeper:
    """Stores the parts of one webhook in one transaction."""

    def __init__(self, session: AsyncSession, webhook: Webhook, vault: Vault, *, careful: bool):
        self._session = session
        self._webhook = webhook
        self._vault = vault
        self._careful = careful

    async def message(self, message: InboundMessage, numbers: NumberBook) -> set[UUID]:
        number = self._webhook.numbers.get(message.phone_number_id)
        if number is None:
            numbers.count_stranger(self._webhook.now)
            await keep_aside(self._session, _aside(message, "unknown_number"), number=None, now=self._webhook.now)
            return set()
        arrival = Arrival(self._session, number, self._vault, self._webhook.now)
        stored = await self._alone(lambda: store_message(arrival, message), _aside(message, "not_stored"))
        if stored is None:
            return set()
        await _wake(self._session, stored)
        return {stored.conversation_id}

    async def statuses(self) -> set[UUID]:
        """All in one statement; when careful, one by one."""
        statuses = self._webhook.delivery.statuses
        if not statuses:
            return set()
        if not self._careful:
            return await apply_statuses(self._session, statuses, numbers=self._webhook.numbers)
        touched: set[UUID] = set()
        for status in statuses:
            apply = partial(apply_statuses, self._session, [status], numbers=self._webhook.numbers)
            touched |= await self._alone(apply, _status_aside(status)) or set()
        return touched

    async def news(self, news: ChannelNews) -> None:
        number = self._webhook.numbers.get(news.phone_number_id or "")
        await self._alone(
            lambda: store_news(self._session, news, number=number, vault=self._vault, now=self._webhook.now),
            ChannelNews(news.phone_number_id, "not_stored", news.field, {}),
        )

    async def _alone(self, store: Callable[[], Awaitable[Result]], aside: ChannelNews) -> Result | None:
        """`aside` is kept in place of what can't be stored, and the others go on."""
        if not self._careful:
            return await store()
        try:
            async with self._session.begin_nested():
                return await store()
        except AWAY:
            raise
        except Exception as error:
            log.error("part of a webhook kept aside", field=aside.field, error=type(error).__name__)
            await keep_aside(self._session, aside, number=None, now=self._webhook.now)
            return None


def _by_sender(message: InboundMessage) -> tuple[str, str, datetime]:
    """One order for all transactions, so that two of them never wait for each other's customers."""
    return message.sender.bsuid or "", message.sender.wa_id or "", message.sent_at


def _aside(message: InboundMessage, reason: str) -> ChannelNews:
    return ChannelNews(message.phone_number_id, reason, "messages", {"type": message.kind, "id": message.wamid})


def _status_aside(status: InboundStatus) -> ChannelNews:
    return ChannelNews(status.phone_number_id, "not_stored", "statuses", {"id": status.wamid})


async def _wake(session: AsyncSession, stored: Stored) -> None:
    if stored.for_inbox:
        await notify(session, "inbox", f"{stored.conversation_id} {'now' if stored.at_once else 'soon'}")
    if stored.has_media:
        await notify(session, "media", "")

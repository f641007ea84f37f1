"""What comes in by webhook, written down before it is acknowledged.

It only inserts and never touches a conversation's row, so that it doesn't wait for a turn of the bot.
"""

from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.database import Sessions, notify
from handoff.intake.arrival import Arrival
from handoff.intake.messages import Stored, store_message
from handoff.intake.news import keep_aside, store_news
from handoff.intake.numbers import NumberBook
from handoff.intake.statuses import apply_statuses
from handoff.vault import Vault
from handoff.whatsapp.inbound import ChannelNews, Delivery, InboundMessage

log = structlog.get_logger()


class Intake:
    """Knows our numbers and keeps what identifies customers; one a process."""

    def __init__(self, sessions: Sessions, *, numbers: NumberBook, vault: Vault):
        self._sessions = sessions
        self._vault = vault
        self.numbers = numbers

    async def receive(self, delivery: Delivery, *, now: datetime) -> set[UUID]:
        """Stores all of a webhook in one transaction and returns the conversations that have something new.

        A message that can't be stored is kept aside, alone. Raises sqlalchemy.exc.OperationalError while the
        database is away: Meta will repeat the webhook.
        """
        try:
            async with self._sessions.begin() as session:
                return await self._store(session, delivery, now=now, careful=False)
        except (DataError, IntegrityError):
            async with self._sessions.begin() as session:
                return await self._store(session, delivery, now=now, careful=True)

    async def _store(self, session: AsyncSession, delivery: Delivery, *, now: datetime, careful: bool) -> set[UUID]:
        touched: set[UUID] = set()
        for message in sorted(delivery.messages, key=_by_sender):
            stored = await self._message(session, message, now=now, careful=careful)
            if stored is not None:
                await _wake(session, stored)
                touched.add(stored.conversation_id)
        if delivery.statuses:
            touched |= await apply_statuses(session, delivery.statuses, numbers=self.numbers)
        for news in delivery.news:
            await store_news(session, news, numbers=self.numbers, vault=self._vault, now=now)
        return touched

    async def _message(
        self, session: AsyncSession, message: InboundMessage, *, now: datetime, careful: bool
    ) -> Stored | None:
        number = await self.numbers.find(message.phone_number_id)
        if number is None:
            self.numbers.count_stranger(now)
            await keep_aside(session, _aside(message, "unknown_number"), number_id=None, now=now)
            return None
        arrival = Arrival(session, number, self._vault, now)
        if not careful:
            return await store_message(arrival, message)
        try:
            async with session.begin_nested():
                return await store_message(arrival, message)
        except (DataError, IntegrityError) as error:
            log.error("message kept aside", number=str(number.id), error=type(error).__name__)
            await keep_aside(session, _aside(message, "not_stored"), number_id=number.id, now=now)
            return None


def _by_sender(message: InboundMessage) -> tuple[str, str, datetime]:
    """One order for all transactions, so that two of them never wait for each other's customers."""
    return message.sender.bsuid or "", message.sender.wa_id or "", message.sent_at


def _aside(message: InboundMessage, reason: str) -> ChannelNews:
    return ChannelNews(message.phone_number_id, reason, "messages", {"type": message.kind, "id": message.wamid})


async def _wake(session: AsyncSession, stored: Stored) -> None:
    if stored.for_inbox:
        await notify(session, "inbox", f"{stored.conversation_id} {'now' if stored.at_once else 'soon'}")
    if stored.has_media:
        await notify(session, "media", "")

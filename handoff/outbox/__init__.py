"""Sends what is in the outbox: in order within a conversation, once, or marked for a person where nobody can know."""

import asyncio
import secrets
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Row
from sqlalchemy.exc import SQLAlchemyError

from handoff.clock import Clock
from handoff.database import Sessions, execute_alone
from handoff.errors import ChannelError, LimitExceeded, OutcomeUnknown, OutsideServiceWindow
from handoff.failpoints import failpoint
from handoff.metrics import SENDS
from handoff.models import OutboxKind, Status
from handoff.outbox import outcomes
from handoff.outbox.letters import CLAIM, LOST, Letter, letter_of
from handoff.outbox.rates import Rates
from handoff.outbox.sweep import sweep
from handoff.outbox.uploads import with_file
from handoff.realtime import Realtime
from handoff.vault import Vault
from handoff.whatsapp.client import CloudApi
from handoff.whatsapp.outbound import TemplateMessage, compose
from handoff.window import is_window_open

log = structlog.get_logger()

# A database that starts again is back within so many seconds.
WRITE_AGAIN_AFTER = (0.2, 1.0, 3.0, 5.0)


class Outbox:
    """One a process. `holder` is the number of the advisory lock that says that this process lives."""

    def __init__(
        self,
        sessions: Sessions,
        *,
        api: CloudApi,
        access_token: str,
        vault: Vault,
        realtime: Realtime,
        clock: Clock,
    ):
        self._sessions = sessions
        self._api = api
        self._access_token = access_token
        self._vault = vault
        self._realtime = realtime
        self._clock = clock
        self._rates = Rates()
        self.holder = secrets.randbelow(2**31)
        self._in_hand: set[int] = set()
        self._has_lost = False

    async def claim(self, *, limit: int) -> list[Letter]:
        """What is due, at most `limit`, now ours to deliver; of each conversation the oldest only."""
        if self._has_lost:
            await execute_alone(self._sessions, LOST, {"holder": self.holder, "in_hand": list(self._in_hand)})
        self._has_lost = True
        claimed = await execute_alone(self._sessions, CLAIM, {"holder": self.holder, "limit": limit})
        letters = await self._read(claimed)
        self._in_hand.update(letter.entry_id for letter in letters)
        self._has_lost = False
        if any(letter.kind is OutboxKind.MESSAGE for letter in letters):
            failpoint("outbox.claimed")
        return letters

    async def deliver(self, letter: Letter) -> None:
        """Sends it and writes down what became of it."""
        try:
            conversation = await self._deliver(letter)
        finally:
            self._in_hand.discard(letter.entry_id)
        if conversation is not None:
            await self._realtime.publish([conversation])

    async def sweep(self) -> None:
        async with self._sessions.begin() as session:
            touched = await sweep(session, now=self._clock())
        await self._realtime.publish(touched)

    async def _read(self, claimed: Sequence[Row[Any]]) -> list[Letter]:
        """One that can't be read holds up no other."""
        letters = []
        for row in claimed:
            try:
                letters.append(letter_of(row, vault=self._vault, access_token=self._access_token))
            except Exception as error:
                log.error("letter can't be read", message=row.message_id, error=type(error).__name__)
                await self._write(outcomes.unreadable(row.id, kind=OutboxKind(row.kind), attempt=row.attempts))
        return letters

    async def _deliver(self, letter: Letter) -> UUID | None:
        if letter.kind in (OutboxKind.READ, OutboxKind.TYPING):
            await self._mark_read(letter)
            return None
        try:
            wamid = await self._send(letter)
        except OutcomeUnknown as error:
            if letter.kind is OutboxKind.REACTION:
                return await self._write(outcomes.refused(letter, error, now=self._clock()))
            log.warning("outcome unknown", conversation=str(letter.conversation_id), message=letter.message_id)
            return await self._write(outcomes.unknown(letter))
        except (ChannelError, LimitExceeded) as error:
            return await self._write(outcomes.refused(letter, error, now=self._clock()))
        except Exception as error:
            # Whether it went out can't be told from here; left as it is, it would hold up its conversation for ever.
            log.error("sending failed", message=letter.message_id, error=type(error).__name__)
            is_reaction = letter.kind is OutboxKind.REACTION
            return await self._write(outcomes.gone(letter) if is_reaction else outcomes.unknown(letter))
        if letter.kind is OutboxKind.REACTION:
            return await self._write(outcomes.gone(letter))
        failpoint("outbox.sent")
        conversation = await self._write(outcomes.accepted(letter, wamid))
        failpoint("outbox.committed")
        return conversation

    async def _send(self, letter: Letter) -> str:
        if letter.kind is OutboxKind.MESSAGE and letter.status >= Status.ACCEPTED:
            raise OutcomeUnknown("a status says that it went out before")
        is_open = is_window_open(letter.last_inbound_at, now=self._clock())
        if not is_open and not isinstance(letter.outbound, TemplateMessage):
            raise OutsideServiceWindow()
        await self._rates.wait(letter.phone_number_id, letter.conversation_id)
        outbound = await with_file(letter, sessions=self._sessions, api=self._api)
        payload = compose(outbound, to=letter.to, message_id=letter.message_id, quoting=letter.quoted_wamid)
        return await self._api.send(payload, number=letter.phone_number_id, token=letter.token)

    async def _mark_read(self, letter: Letter) -> None:
        """Blue ticks and typing dots are worth one try, and dots only while they are true."""
        try:
            assert letter.wamid is not None
            typing = letter.kind is OutboxKind.TYPING and not letter.is_late
            await self._api.mark_read(letter.wamid, number=letter.phone_number_id, token=letter.token, typing=typing)
        except Exception as error:
            log.info("not marked as read", error=type(error).__name__, code=getattr(error, "code", None))
        await self._write(outcomes.gone(letter))

    async def _write(self, outcome: outcomes.Outcome) -> UUID | None:
        await self._write_down(outcome)
        SENDS.labels(outcome.name).inc()
        return outcome.conversation_id

    async def _write_down(self, outcome: outcomes.Outcome) -> None:
        """Every outcome may be written twice, so a connection that breaks here is no reason to lose it."""
        for seconds in WRITE_AGAIN_AFTER:
            try:
                await execute_alone(self._sessions, outcome.statement, outcome.row)
                return
            except (SQLAlchemyError, OSError) as error:
                log.warning("outcome not written down yet", error=type(error).__name__)
                await asyncio.sleep(seconds)
        await execute_alone(self._sessions, outcome.statement, outcome.row)

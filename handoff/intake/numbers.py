"""The business numbers that are ours, remembered for a few seconds; and which of them a webhook may speak for."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import select

from handoff.clock import Clock
from handoff.database import Sessions
from handoff.models import Number
from handoff.vault import Vault
from handoff.whatsapp.signature import is_signed

log = structlog.get_logger()

REMEMBERED = timedelta(seconds=10)
LOGGED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class KnownNumber:
    """`app_secret`: what its webhooks are signed with."""

    id: UUID
    institution_id: UUID
    phone_number_id: str
    app_secret: str


Numbers = Mapping[str, KnownNumber]


class NumberBook:
    """`app_secret`: the service's own, for numbers that have none."""

    def __init__(self, sessions: Sessions, *, app_secret: str, vault: Vault, clock: Clock):
        self._sessions = sessions
        self._app_secret = app_secret
        self._vault = vault
        self._clock = clock
        self._reading = asyncio.Lock()
        self._read_at: datetime | None = None
        self._numbers: dict[str, KnownNumber] = {}
        self._strangers = 0
        self._logged_at: datetime | None = None

    async def verified(self, body: bytes, signature: str | None) -> Numbers | None:
        """The numbers, by phone_number_id, that a webhook with this signature may speak for. None: it isn't signed."""
        await self._refresh()
        secrets = {self._app_secret} | {number.app_secret for number in self._numbers.values()}
        fitting = [secret for secret in secrets if is_signed(body, signature, secret=secret)]
        if not fitting:
            return None
        return {key: number for key, number in self._numbers.items() if number.app_secret in fitting}

    def count_stranger(self, now: datetime) -> None:
        self._strangers += 1
        if self._logged_at is None or now - self._logged_at >= LOGGED_EVERY:
            log.warning("webhooks for unknown numbers", count=self._strangers)
            self._logged_at = now
            self._strangers = 0

    async def _refresh(self) -> None:
        """Once at a time; while one reads, what is known already serves the others."""
        if self._is_fresh() or (self._read_at is not None and self._reading.locked()):
            return
        async with self._reading:
            if self._is_fresh():
                return
            async with self._sessions() as session:
                rows = (await session.scalars(select(Number))).all()
            self._numbers = {row.phone_number_id: self._known(row) for row in rows}
            self._read_at = self._clock()

    def _is_fresh(self) -> bool:
        return self._read_at is not None and abs(self._clock() - self._read_at) < REMEMBERED

    def _known(self, row: Number) -> KnownNumber:
        secret = self._vault.unseal(row.app_secret) if row.app_secret else self._app_secret
        return KnownNumber(row.id, row.institution_id, row.phone_number_id, secret)

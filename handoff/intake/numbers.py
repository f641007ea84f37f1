"""The business numbers that are ours, remembered for a few seconds; and a count of webhooks for others."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import select

from handoff.clock import Clock
from handoff.database import Sessions
from handoff.models import Number
from handoff.vault import Vault

log = structlog.get_logger()

REMEMBERED = timedelta(seconds=10)
LOGGED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class KnownNumber:
    id: UUID
    institution_id: UUID
    phone_number_id: str
    app_secret: str | None


class NumberBook:
    def __init__(self, sessions: Sessions, *, vault: Vault, clock: Clock):
        self._sessions = sessions
        self._vault = vault
        self._clock = clock
        self._read_at: datetime | None = None
        self._numbers: dict[str, KnownNumber] = {}
        self._strangers = 0
        self._logged_at: datetime | None = None

    async def find(self, phone_number_id: str | None) -> KnownNumber | None:
        await self._refresh()
        return self._numbers.get(phone_number_id or "")

    async def secrets(self, default: str) -> set[str]:
        """All app secrets that a webhook may be signed with."""
        await self._refresh()
        return {default} | {number.app_secret for number in self._numbers.values() if number.app_secret}

    def count_stranger(self, now: datetime) -> None:
        self._strangers += 1
        if self._logged_at is None or now - self._logged_at >= LOGGED_EVERY:
            log.warning("webhooks for unknown numbers", count=self._strangers)
            self._logged_at = now
            self._strangers = 0

    async def _refresh(self) -> None:
        now = self._clock()
        if self._read_at is not None and abs(now - self._read_at) < REMEMBERED:
            return
        async with self._sessions() as session:
            rows = (await session.scalars(select(Number))).all()
        self._numbers = {row.phone_number_id: self._known(row) for row in rows}
        self._read_at = now

    def _known(self, row: Number) -> KnownNumber:
        secret = self._vault.unseal(row.app_secret) if row.app_secret else None
        return KnownNumber(row.id, row.institution_id, row.phone_number_id, secret)

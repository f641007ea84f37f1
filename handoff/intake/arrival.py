"""Where and when a part of a webhook arrives: what all of intake needs."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handoff.intake.numbers import KnownNumber
from handoff.vault import Vault


@dataclass(frozen=True, slots=True)
class Arrival:
    session: AsyncSession
    number: KnownNumber
    vault: Vault
    now: datetime

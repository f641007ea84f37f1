"""When a webhook last came for each number, about; and that there is news of the account, to be read from Meta."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, update
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.intake.numbers import Numbers
from handoff.models import Number
from handoff.whatsapp.inbound import Delivery

# Often enough for who looks whether anything comes, and hardly any work.
APART = timedelta(minutes=1)
# These name no number of ours, so all are read anew that the webhook may speak for.
ACCOUNT_NEWS = frozenset(
    {"phone_number_quality_update", "phone_number_name_update", "account_update", "business_capability_update"}
)


@dataclass(frozen=True, slots=True)
class Webhook:
    """A signed delivery, and the numbers that its signature may speak for."""

    delivery: Delivery
    numbers: Numbers
    now: datetime


class Hearing:
    """Remembers what it has noted; one a process."""

    def __init__(self) -> None:
        self._noted: dict[UUID, datetime] = {}

    async def note(self, session: AsyncSession, webhook: Webhook) -> None:
        if any(news.field in ACCOUNT_NEWS for news in webhook.delivery.news):
            spoken_for = [number.id for number in webhook.numbers.values()]
            await session.execute(update(Number).where(Number.id.in_(spoken_for)).values(read_at=None))
        now = webhook.now
        new = sorted(one for one in _heard(webhook) if abs(now - self._noted.get(one, now - 2 * APART)) >= APART)
        if new:
            last = func.greatest(Number.heard_at, now)
            await session.execute(update(Number).where(Number.id.in_(new)).values(heard_at=last))
            self._noted |= dict.fromkeys(new, now)


def _heard(webhook: Webhook) -> set[UUID]:
    delivery = webhook.delivery
    named = {part.phone_number_id for parts in (delivery.messages, delivery.statuses) for part in parts}
    named |= {news.phone_number_id for news in delivery.news if news.phone_number_id}
    return {webhook.numbers[name].id for name in named if name in webhook.numbers}

"""WhatsApp's rates, kept before WhatsApp has to remind us (contract, §10)."""

import asyncio
import time
from uuid import UUID

PER_NUMBER = 80.0
PAIR_BURST = 45
PAIR_INTERVAL = 6.0


class Rates:
    """80 messages a second a number; to one customer one in 6 s, with a burst of 45 on credit."""

    def __init__(self) -> None:
        self._numbers: dict[str, float] = {}
        self._pairs: dict[UUID, float] = {}

    async def wait(self, phone_number_id: str, conversation_id: UUID) -> None:
        now = time.monotonic()
        number = max(self._numbers.get(phone_number_id, 0.0), now)
        self._numbers[phone_number_id] = number + 1 / PER_NUMBER
        pair = max(self._pairs.get(conversation_id, 0.0), now - PAIR_INTERVAL * PAIR_BURST)
        self._pairs[conversation_id] = pair + PAIR_INTERVAL
        if len(self._pairs) > 10_000:
            self._forget(now)
        delay = max(number - now, pair - now, 0.0)
        if delay > 0:
            await asyncio.sleep(delay)

    def _forget(self, now: float) -> None:
        old = now - PAIR_INTERVAL * PAIR_BURST
        self._pairs = {pair: at for pair, at in self._pairs.items() if at > old}

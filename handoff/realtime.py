"""Tells open desks that a conversation has something new, or an institution's calendar. What may be lost goes by Redis;
the truth is re-read.
"""

from collections.abc import AsyncIterator, Iterable
from uuid import UUID

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

log = structlog.get_logger()

CHANNEL = "schalter:conversations"


class Realtime:
    def __init__(self, url: str):
        self._redis: Redis = Redis.from_url(url, socket_connect_timeout=1.0, socket_timeout=5.0, decode_responses=True)

    async def publish(self, changed: Iterable[UUID]) -> None:
        """Conversations, institutions whose calendar has changed, users who look at other lists. After the commit.
        Without Redis desks read again by themselves, a little later.
        """
        payload = " ".join(str(one) for one in changed)
        if not payload:
            return
        try:
            await self._redis.publish(CHANNEL, payload)
        except (RedisError, OSError) as error:
            log.warning("desks not woken", error=type(error).__name__)

    async def changes(self, *, patience: float) -> AsyncIterator[frozenset[UUID] | None]:
        """What changes, as it does; None after `patience` seconds of silence. Raises RedisError when Redis goes."""
        async with self._redis.pubsub(ignore_subscribe_messages=True) as subscription:
            await subscription.subscribe(CHANNEL)
            while True:
                message = await subscription.get_message(timeout=patience)
                if message is None:
                    yield None
                else:
                    yield frozenset(UUID(part) for part in str(message["data"]).split())

    async def is_first(self, what: str, *, seconds: int) -> bool:
        """Whether nobody asked for the same within so many seconds; without Redis nobody is first."""
        try:
            return bool(await self._redis.set(f"schalter:first:{what}", "1", nx=True, ex=seconds))
        except (RedisError, OSError):
            return False

    async def is_there(self) -> bool:
        try:
            return bool(await self._redis.ping())
        except (RedisError, OSError):
            return False

    async def close(self) -> None:
        await self._redis.aclose()

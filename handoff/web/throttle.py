"""Slows down who guesses passwords: by user and address, by user, and by address. In Redis, else in this process."""

import time
from collections.abc import Iterable
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from handoff.vault import Vault

SECONDS = 15 * 60
BY_BOTH, BY_USER, BY_ADDRESS = 5, 25, 60


class Throttle:
    """Counts attempts before they are checked, so that many at once count too. A right password wipes the count."""

    def __init__(self, redis_url: str | None, *, vault: Vault):
        self._redis: Redis | None = (
            Redis.from_url(redis_url, socket_connect_timeout=0.5, socket_timeout=0.5) if redis_url else None
        )
        self._vault = vault
        self._here: dict[str, tuple[int, float]] = {}

    async def admits(self, *, email: str, address: str) -> bool:
        """Counts this attempt. False: too many within a quarter of an hour."""
        limits = self._limits(email, address)
        counts = await self._count(limits)
        return all(count <= limit for count, limit in zip(counts, limits.values(), strict=True))

    async def forget(self, *, email: str, address: str) -> None:
        both, user, _ = self._limits(email, address)
        for key in (both, user):
            self._here.pop(key, None)
        if self._redis is not None:
            try:
                await self._redis.delete(both, user)
            except (RedisError, OSError):
                return

    async def close(self, *_: Any) -> None:
        if self._redis is not None:
            await self._redis.aclose()

    def _limits(self, email: str, address: str) -> dict[str, int]:
        """No e-mail and no address is kept, only what it can be recognised by."""
        names = {f"both {email} {address}": BY_BOTH, f"user {email}": BY_USER, f"address {address}": BY_ADDRESS}
        return {f"schalter:log-in:{self._vault.fingerprint(name).hex()}": limit for name, limit in names.items()}

    async def _count(self, keys: Iterable[str]) -> list[int]:
        if self._redis is not None:
            try:
                async with self._redis.pipeline(transaction=True) as pipeline:
                    for key in keys:
                        pipeline.incr(key)
                        pipeline.expire(key, SECONDS, nx=True)
                    return [int(answer) for answer in (await pipeline.execute())[::2]]
            except (RedisError, OSError):
                pass
        return [self._count_here(key) for key in keys]

    def _count_here(self, key: str) -> int:
        now = time.monotonic()
        if len(self._here) > 10_000:
            self._here = {name: entry for name, entry in self._here.items() if entry[1] > now}
        count, until = self._here.get(key, (0, 0.0))
        count, until = (count + 1, until) if until > now else (1, now + SECONDS)
        self._here[key] = (count, until)
        return count

"""Slows down who guesses passwords: by user and address, by user, and by address. In Redis, else in this process."""

import time
from collections.abc import Collection
from ipaddress import ip_address, ip_network
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from handoff.vault import Vault

SECONDS = 15 * 60
BY_BOTH, BY_USER, BY_ADDRESS = 5, 25, 60

log = structlog.get_logger()


class Throttle:
    """Counts attempts before they are checked, so that many at once count too. A right password wipes its user's counts
    and is taken off its address's, which a whole house may share."""

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
        """The attempt just admitted was right."""
        both, user, by_address = self._limits(email, address)
        for key in (both, user):
            self._here.pop(key, None)
        if await self._add_in_redis([by_address], -1, wipe=[both, user]) is None:
            self._add_here(by_address, -1)

    async def close(self, *_: Any) -> None:
        if self._redis is not None:
            await self._redis.aclose()

    def _limits(self, email: str, address: str) -> dict[str, int]:
        """No e-mail and no address is kept, only what it can be recognised by."""
        address = _network(address)
        names = {f"both {email} {address}": BY_BOTH, f"user {email}": BY_USER, f"address {address}": BY_ADDRESS}
        return {f"schalter:log-in:{self._vault.fingerprint(name).hex()}": limit for name, limit in names.items()}

    async def _count(self, keys: Collection[str]) -> list[int]:
        counts = await self._add_in_redis(keys, 1)
        return [self._add_here(key, 1) for key in keys] if counts is None else counts

    async def _add_in_redis(self, keys: Collection[str], step: int, *, wipe: Collection[str] = ()) -> list[int] | None:
        """None if Redis doesn't count. Each key ends by itself; EXPIRE … NX would need Redis 7."""
        if self._redis is None:
            return None
        try:
            async with self._redis.pipeline(transaction=True) as pipeline:
                for key in keys:
                    pipeline.set(key, 0, ex=SECONDS, nx=True)
                    pipeline.incrby(key, step)
                for key in wipe:
                    pipeline.delete(key)
                return [int(answer) for answer in (await pipeline.execute())[1 : 2 * len(keys) : 2]]
        except (RedisError, OSError) as error:
            log.warning("log-in attempts are counted in this process alone", error=type(error).__name__)
            return None

    def _add_here(self, key: str, step: int) -> int:
        now = time.monotonic()
        if len(self._here) > 10_000:
            self._here = {name: entry for name, entry in self._here.items() if entry[1] > now}
        count, until = self._here.get(key, (0, 0.0))
        count, until = (count + step, until) if until > now else (step, now + SECONDS)
        self._here[key] = (count, until)
        return count


def _network(address: str) -> str:
    """An IPv6 connection brings 2^64 addresses; they are one, as an IPv4 address is. Proxies' come in brackets."""
    try:
        known = ip_address(address.strip("[]"))
    except ValueError:
        return address
    if known.version == 4 or known.ipv4_mapped:
        return address
    return str(ip_network((known, 64), strict=False))

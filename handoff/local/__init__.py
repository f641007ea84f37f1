"""Everything on one machine: private PostgreSQL and Redis, and the supervisor of `schalter up`."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from handoff.errors import SettingsError
from handoff.local.postgres import postgres
from handoff.local.redis import redis
from handoff.local.running_copy import HomeInUse, holding, told
from handoff.settings import Settings


@contextmanager
def servers(settings: Settings) -> Iterator[Settings]:
    """Settings with both addresses: those given, those of `schalter up` in the same home, or servers started here.

    Call it in the main thread: what it starts ends with the thread.
    """
    if settings.database_url and settings.redis_url:
        yield settings
    else:
        with ExitStack() as stack:
            yield _with_private(settings, stack)


def _with_private(settings: Settings, stack: ExitStack, *, patience: float = 60.0) -> Settings:
    deadline = time.monotonic() + patience
    home = settings.home.resolve()
    while time.monotonic() < deadline:
        try:
            stack.enter_context(holding(home))
        except HomeInUse:
            if addresses := told(home):
                return _filled(settings, addresses.database_url, addresses.redis_url)
            time.sleep(0.1)  # It starts, or is a short command with servers of its own.
        else:
            database = settings.database_url or stack.enter_context(postgres(home))
            return _filled(settings, database, settings.redis_url or stack.enter_context(redis(home)))
    raise SettingsError(f"Another Schalter command is busy with {home}. Wait for its end, then try again.")


def _filled(settings: Settings, database_url: str, redis_url: str) -> Settings:
    addresses = {"database_url": settings.database_url or database_url, "redis_url": settings.redis_url or redis_url}
    return settings.model_copy(update=addresses)

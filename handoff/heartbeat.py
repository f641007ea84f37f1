"""Says that a process lives: to the supervisor by a file, to /health by a row."""

import asyncio
import os
from pathlib import Path

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from handoff.database import Sessions

log = structlog.get_logger()

EVERY = 2.0
# A process that hasn't been seen for so many seconds is not there.
GONE_AFTER = 15

BEAT = text("""
    INSERT INTO processes (name, part, seen_at, model_hash) VALUES (:name, :part, clock_timestamp(), :model)
    ON CONFLICT (name) DO UPDATE SET seen_at = excluded.seen_at, model_hash = excluded.model_hash
""")
LIVING = text("""
    SELECT model_hash FROM processes
    WHERE part = :part AND seen_at > clock_timestamp() - make_interval(secs => :seconds)
""")


async def beat(part: str, *, home: Path, sessions: Sessions, model_hash: str | None = None) -> None:
    """Beats until cancelled. It runs in the loop that does the work, so a loop that hangs is silent."""
    async with asyncio.TaskGroup() as both:
        both.create_task(_touch(home / "run" / f"{part}.beat"))
        both.create_task(_tell(sessions, {"name": f"{part}-{os.getpid()}", "part": part, "model": model_hash}))


async def living_models(sessions: Sessions, part: str) -> list[str | None]:
    """One item for each living process of this part: the model it answers with."""
    async with sessions() as session:
        return list(await session.scalars(LIVING, {"part": part, "seconds": GONE_AFTER}))


async def _touch(path: Path) -> None:
    """A task of its own: a database that hangs doesn't make the process seem dead."""
    path.parent.mkdir(parents=True, exist_ok=True)
    while True:
        path.touch()
        await asyncio.sleep(EVERY)


async def _tell(sessions: Sessions, row: dict[str, str | None]) -> None:
    while True:
        try:
            async with sessions.begin() as session:
                await session.execute(BEAT, row)
        except (SQLAlchemyError, OSError) as error:
            log.warning("no heartbeat in the database", error=type(error).__name__)
        await asyncio.sleep(EVERY)

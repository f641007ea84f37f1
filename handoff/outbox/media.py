"""Copies customers' files at once: Meta's ids die within days."""

import asyncio
import hashlib
from dataclasses import dataclass
from uuid import UUID

import structlog
from sqlalchemy import TextClause, text
from sqlalchemy.exc import SQLAlchemyError

from handoff.clock import Clock
from handoff.database import Sessions
from handoff.errors import ChannelError
from handoff.realtime import Realtime
from handoff.running import notifications
from handoff.vault import Vault
from handoff.whatsapp.client import CloudApi

log = structlog.get_logger()

LARGEST = 25 * 1024 * 1024
# One after 30 s, 1 min, 2 min … and then each hour: six days. Meta's ids live seven (contract, §8).
ATTEMPTS = 150

CLAIM = text("""
    UPDATE media SET attempts = attempts + 1,
        due_at = clock_timestamp() + make_interval(secs => least(30 * 2 ^ least(attempts, 7), 3600))
    FROM numbers n
    WHERE n.id = media.number_id AND media.id = (
        SELECT id FROM media WHERE state = 'pending' AND due_at <= clock_timestamp()
        ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING media.id, media.media_id, media.attempts, n.phone_number_id, n.access_token,
        (SELECT conversation_id FROM messages WHERE messages.id = media.message_id) AS conversation_id
""")
STORED = text("""
    UPDATE media SET state = 'stored', content = :content, size = :size, sha256 = :sha256, mime_type = :mime
    WHERE id = :id
""")
FAILED = text("UPDATE media SET state = 'failed' WHERE id = :id")


@dataclass(frozen=True, slots=True)
class Wanted:
    id: UUID
    media_id: str
    attempts: int
    phone_number_id: str
    sealed_token: bytes | None
    conversation_id: UUID


class MediaShelf:
    def __init__(
        self,
        sessions: Sessions,
        *,
        api: CloudApi,
        access_token: str,
        vault: Vault,
        realtime: Realtime,
        clock: Clock,
    ):
        self._sessions = sessions
        self._api = api
        self._access_token = access_token
        self._vault = vault
        self._realtime = realtime
        self._clock = clock

    async def keep(self, url: str, stopping: asyncio.Event) -> None:
        async for _ in notifications(url, "media", stopping=stopping):
            try:
                while await self.fetch_one():
                    pass
            except (SQLAlchemyError, OSError) as error:
                log.warning("files not fetched, the database is away", error=type(error).__name__)

    async def fetch_one(self) -> bool:
        """False if there is none to fetch now."""
        wanted = await self._claim()
        if wanted is None:
            return False
        try:
            await self._fetch(wanted)
        except Exception as error:
            # Whatever it was: the next files are fetched all the same, and this one is tried again.
            await self._put_off(wanted, error)
        return True

    async def _fetch(self, wanted: Wanted) -> None:
        token = self._vault.unseal(wanted.sealed_token) if wanted.sealed_token else self._access_token
        file = await self._api.media(wanted.media_id, number=wanted.phone_number_id, token=token, limit=LARGEST)
        content = {"content": file.content, "size": len(file.content), "sha256": hashlib.sha256(file.content).digest()}
        await self._write(STORED, {"id": wanted.id, "mime": file.mime_type, **content})
        await self._realtime.publish([wanted.conversation_id])

    async def _put_off(self, wanted: Wanted, error: Exception) -> None:
        permanent = isinstance(error, ChannelError) and error.permanent
        code = error.code if isinstance(error, ChannelError) else None
        log.warning(
            "file not fetched", media=str(wanted.id), error=type(error).__name__, code=code, permanent=permanent
        )
        if permanent or wanted.attempts >= ATTEMPTS:
            await self._write(FAILED, {"id": wanted.id})
            await self._realtime.publish([wanted.conversation_id])

    async def _claim(self) -> Wanted | None:
        async with self._sessions.begin() as session:
            row = (await session.execute(CLAIM)).one_or_none()
        if row is None:
            return None
        return Wanted(row.id, row.media_id, row.attempts, row.phone_number_id, row.access_token, row.conversation_id)

    async def _write(self, statement: TextClause, row: dict[str, object]) -> None:
        async with self._sessions.begin() as session:
            await session.execute(statement, row)

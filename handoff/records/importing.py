"""A file of records is tried, which shows what it would do, and then taken, which does it: all or nothing.

Records are written beyond row-level security: who sets up the file sees nothing of who stands in it.
"""

import asyncio
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from handoff.access import Right, access_of
from handoff.errors import HandoffError
from handoff.models import RecordImport, User
from handoff.records.csv_file import MOST_FAULTS, BadFile, Fault, ReadFile, read_csv
from handoff.records.storing import By, Difference, Examples, Stored, UnknownAdvisor, compare, put_records
from handoff.row_security import beyond

# So long a file that was tried may be taken.
LIFE = timedelta(hours=1)


class ImportGone(HandoffError):
    """Taken already, or tried too long ago."""


@dataclass(frozen=True, slots=True)
class Trial:
    """`import_id`: by which the file is taken. `unread`: columns that say nothing here."""

    import_id: UUID
    lines: int
    difference: Difference
    examples: Examples
    unread: tuple[str, ...]


async def try_import(
    session: AsyncSession, institution_id: UUID, content: bytes, *, is_complete: bool, user: User, now: datetime
) -> Trial:
    """What taking the file would do; it is kept for an hour. Raises BadFile with what is wrong with it; NotAllowed."""
    (await access_of(session, user.id)).demand(Right.RECORD_FILE, institution_id)
    file = await asyncio.to_thread(read_csv, content)
    packed = await asyncio.to_thread(zlib.compress, content, 1)
    async with beyond(session):
        difference, examples = await _compared(session, institution_id, file, is_complete=is_complete)
        await drop_old_files(session, now=now)
        made = insert(RecordImport).values(
            institution_id=institution_id,
            user_id=user.id,
            is_complete=is_complete,
            content=packed,
            added=difference.added,
            changed=difference.changed,
            removed=difference.removed,
            created_at=now,
        )
        import_id = await session.scalar(made.returning(RecordImport.id))
    assert import_id is not None
    return Trial(import_id, len(file.lines), difference, examples, file.unread)


async def take_import(
    session: AsyncSession, institution_id: UUID, import_id: UUID, *, user: User, now: datetime
) -> Stored:
    """By who has tried it. Raises ImportGone; BadFile, if an advisor has gone meanwhile; NotAllowed."""
    (await access_of(session, user.id)).demand(Right.RECORD_FILE, institution_id)
    async with beyond(session):
        wanted = select(RecordImport).where(
            RecordImport.id == import_id,
            RecordImport.institution_id == institution_id,
            RecordImport.user_id == user.id,
            RecordImport.done_at.is_(None),
            RecordImport.created_at > now - LIFE,
        )
        tried = await session.scalar(wanted.options(undefer(RecordImport.content)).with_for_update())
        if tried is None or tried.content is None:
            raise ImportGone("the file is here no longer")
        file = await asyncio.to_thread(_unpacked, tried.content)
        entries = [line.entry for line in file.lines]
        try:
            stored = await put_records(
                session, institution_id, entries, is_complete=tried.is_complete, by=By(user=user), now=now
            )
        except UnknownAdvisor as unknown:
            raise _bad_advisors(file, unknown) from unknown
        done = stored.difference
        tried.added, tried.changed, tried.removed = done.added, done.changed, done.removed
        tried.content, tried.done_at = None, now
    return stored


async def drop_old_files(session: AsyncSession, *, now: datetime) -> None:
    """Those that nobody has taken in time."""
    old = delete(RecordImport).where(RecordImport.done_at.is_(None), RecordImport.created_at <= now - LIFE)
    await session.execute(old)


async def _compared(
    session: AsyncSession, institution_id: UUID, file: ReadFile, *, is_complete: bool
) -> tuple[Difference, Examples]:
    entries = [line.entry for line in file.lines]
    try:
        return await compare(session, institution_id, entries, is_complete=is_complete)
    except UnknownAdvisor as unknown:
        raise _bad_advisors(file, unknown) from unknown


def _bad_advisors(file: ReadFile, unknown: UnknownAdvisor) -> BadFile:
    faults = [Fault(file.lines[place].number, file.advisor_column, "advisor") for place in unknown.places[:MOST_FAULTS]]
    return BadFile(faults, len(unknown.places))


def _unpacked(content: bytes) -> ReadFile:
    return read_csv(zlib.decompress(content))

"""Text blocks, as they are set up at the desk: shortcut, bodies with variables, perhaps a file."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.errors import HandoffError, NotFound
from handoff.institutions.reach import locked_institution, locked_row, record_change, record_new, record_removal
from handoff.models import Team, TextBlock, User
from handoff.whatsapp.files import OutgoingFile

SHORTCUT = re.compile(r"[\w-]{1,40}")


class ShortcutTaken(HandoffError):
    """Another block of the institution has it."""


@dataclass(frozen=True, slots=True)
class Block:
    """`file`: a new one. `keeps_file`: the former stays if there is no new one."""

    shortcut: str
    title: str
    team_id: UUID | None
    topic: str | None
    bodies: dict[str, str]
    file: OutgoingFile | None = None
    keeps_file: bool = True


async def add_block(
    session: AsyncSession, institution_id: UUID, block: Block, *, user: User, now: datetime
) -> TextBlock:
    """Raises ShortcutTaken, NotFound."""
    await locked_institution(session, user, Right.TEXTS, institution_id)
    await _check(session, institution_id, block, own_id=None)
    row = TextBlock(institution_id=institution_id)
    await record_new(session, row, "add_text_block", user, now, **_values(block, now))
    return row


async def change_block(session: AsyncSession, block_id: UUID, block: Block, *, user: User, now: datetime) -> TextBlock:
    """Raises ShortcutTaken, NotFound."""
    row = await locked_row(session, user, Right.TEXTS, TextBlock, block_id)
    await session.refresh(row, ["content"])
    await _check(session, row.institution_id, block, own_id=block_id)
    values = _values(block, now)
    if block.file is None and block.keeps_file:
        for name in ("file_name", "mime_type", "content"):
            del values[name]
    record_change(session, row, "change_text_block", user, now, **values)
    await session.flush()
    return row


async def remove_block(session: AsyncSession, block_id: UUID, *, user: User, now: datetime) -> TextBlock:
    """Raises NotFound."""
    row = await locked_row(session, user, Right.TEXTS, TextBlock, block_id)
    await record_removal(session, row, "remove_text_block", user, now, "shortcut", "title", "bodies", "topic")
    return row


async def _check(session: AsyncSession, institution_id: UUID, block: Block, *, own_id: UUID | None) -> None:
    same = select(TextBlock.id).where(TextBlock.institution_id == institution_id, TextBlock.shortcut == block.shortcut)
    if await session.scalar(same) not in (None, own_id):
        raise ShortcutTaken(block.shortcut)
    team = select(Team.id).where(Team.id == block.team_id, Team.institution_id == institution_id)
    if block.team_id is not None and await session.scalar(team) is None:
        raise NotFound("no such team here")


def _values(block: Block, now: datetime) -> dict[str, Any]:
    file = block.file
    return {
        "shortcut": block.shortcut,
        "title": block.title,
        "team_id": block.team_id,
        "topic": block.topic,
        "bodies": block.bodies,
        "changed_at": now,
        "file_name": file.name if file else None,
        "mime_type": file.mime_type if file else None,
        "content": file.content if file else None,
    }

"""What an agent has begun to write: kept on the server, so that it survives a reload and is on his other device."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.catalogue import Catalogue
from handoff.desk.guarding import Checked, check_words
from handoff.desk.locking import held
from handoff.models import Conversation, Draft, Message, TextBlock, User

# As many characters as WhatsApp takes, and some to be shortened.
LONGEST = 8192


class Saving(StrEnum):
    """What became of a draft: kept; empty, so there is none; confidential, so the former one stands; a newer one was
    written elsewhere and stands; the message has been sent meanwhile.
    """

    KEPT = "kept"
    EMPTY = "empty"
    CONFIDENTIAL = "confidential"
    NEWER = "newer"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Saved:
    """`draft`: what stands now. `is_news`: there is one and was none, or the other way."""

    saving: Saving
    draft: Draft | None
    checked: Checked
    is_news: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    """As the composer holds it. `revision`: of the draft that it goes on from, 0 for none."""

    body: str
    client_key: UUID
    revision: int
    text_blocks: Sequence[UUID] = ()
    file_of: UUID | None = None


async def save_draft(
    session: AsyncSession, conversation_id: UUID, wording: Wording, *, user: User, catalogue: Catalogue, now: datetime
) -> Saved:
    """Never over a newer one, and never what the guard forbids. Raises NotFound and ConversationMoved."""
    conversation = await held(session, conversation_id, user=user)
    former = await draft_of(session, conversation_id, user=user)
    checked = await check_words(session, conversation, wording.body, catalogue=catalogue, now=now)
    if await _is_sent(session, conversation_id, wording.client_key):
        return Saved(Saving.SENT, former, checked)
    if former is not None and (former.client_key, former.revision) != (wording.client_key, wording.revision):
        is_same = former.body == wording.body
        return Saved(Saving.KEPT if is_same else Saving.NEWER, former, checked)
    if checked.finds:
        return Saved(Saving.CONFIDENTIAL, former, checked)
    if not wording.body.strip():
        await drop_draft(session, conversation_id, user=user)
        return Saved(Saving.EMPTY, None, checked, is_news=former is not None)
    draft = former or Draft(user_id=user.id, conversation_id=conversation_id, revision=0)
    await _write(session, draft, conversation, wording, now=now)
    return Saved(Saving.KEPT, draft, checked, is_news=former is None)


async def draft_of(session: AsyncSession, conversation_id: UUID, *, user: User) -> Draft | None:
    wanted = select(Draft).where(Draft.conversation_id == conversation_id, Draft.user_id == user.id)
    return await session.scalar(wanted.execution_options(populate_existing=True))


async def drop_draft(session: AsyncSession, conversation_id: UUID, *, user: User) -> None:
    await session.execute(delete(Draft).where(Draft.conversation_id == conversation_id, Draft.user_id == user.id))


async def _is_sent(session: AsyncSession, conversation_id: UUID, client_key: UUID) -> bool:
    sent = select(Message.id).where(Message.client_key == client_key, Message.conversation_id == conversation_id)
    return await session.scalar(sent) is not None


async def _write(
    session: AsyncSession, draft: Draft, conversation: Conversation, wording: Wording, *, now: datetime
) -> None:
    """Text blocks of others, or that are gone, are left out."""
    ids = {*wording.text_blocks, *([wording.file_of] if wording.file_of else [])}
    ours = select(TextBlock.id).where(TextBlock.id.in_(ids), TextBlock.institution_id == conversation.institution_id)
    known = set(await session.scalars(ours)) if ids else set()
    draft.body = wording.body
    draft.client_key = wording.client_key
    draft.revision += 1
    draft.text_blocks = [str(block) for block in wording.text_blocks if block in known]
    draft.file_of_id = wording.file_of if wording.file_of in known else None
    draft.at = now
    session.add(draft)
    await session.flush()

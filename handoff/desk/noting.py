"""Private notes in a chat, and who is named in them."""

import re
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.desk.colleagues import who_sees
from handoff.desk.guarding import refuse_confidential
from handoff.desk.locking import seen
from handoff.guard import SPAN_MESSAGES, SPAN_TIME
from handoff.models import Mention, Note, User


async def write_note(
    session: AsyncSession, conversation_id: UUID, *, user: User, body: str, client_key: UUID, now: datetime
) -> UUID:
    """Writes `body` once for each `client_key`, and returns the note's id. "@" and a colleague's name mentions him.

    Raises NotFound and ConfidentialReply.
    """
    conversation = await seen(session, conversation_id, user=user)
    written = select(Note.id).where(Note.client_key == client_key, Note.conversation_id == conversation_id)
    if (note_id := await session.scalar(written)) is not None:
        return note_id
    refuse_confidential(body, earlier=await _just_written(session, conversation_id, user=user, now=now))
    note = Note(
        institution_id=conversation.institution_id,
        conversation_id=conversation_id,
        user_id=user.id,
        body=body,
        at=now,
        client_key=client_key,
    )
    session.add(note)
    await session.flush()
    named = mentioned(body, await who_sees(session, conversation))
    session.add_all(Mention(note_id=note.id, user_id=one.id) for one in named if one.id != user.id)
    await session.flush()
    return note.id


def mentioned(body: str, colleagues: Iterable[User]) -> list[User]:
    """Whose name stands after an "@"; of names that begin alike, the longest that fits."""
    people = list(colleagues)
    found = {match.group(1).casefold() for match in re.finditer(mention_pattern(one.name for one in people), body)}
    return [one for one in people if one.name.casefold() in found]


def mention_pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Its first group is the name. Without names it finds nothing."""
    longest_first = sorted({re.escape(name) for name in names if name}, key=len, reverse=True)
    return re.compile(rf"@({'|'.join(longest_first)})(?!\w)" if longest_first else r"(?!)", re.IGNORECASE)


async def see_mentions(session: AsyncSession, conversation_id: UUID, *, user: User, now: datetime) -> bool:
    """The user has the chat before him. True if somebody had named him in it."""
    mine = (
        update(Mention)
        .where(Mention.user_id == user.id, Mention.seen_at.is_(None))
        .where(Mention.note_id.in_(select(Note.id).where(Note.conversation_id == conversation_id)))
        .values(seen_at=now)
        .returning(Mention.note_id)
    )
    return bool(list(await session.scalars(mine)))


async def _just_written(session: AsyncSession, conversation_id: UUID, *, user: User, now: datetime) -> list[str]:
    recent = (
        select(Note.body)
        .where(Note.conversation_id == conversation_id, Note.user_id == user.id, Note.at > now - SPAN_TIME)
        .order_by(Note.at.desc())
        .limit(SPAN_MESSAGES)
    )
    return list(await session.scalars(recent))[::-1]

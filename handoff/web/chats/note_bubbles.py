"""Notes of colleagues, as they stand between the messages; the customer never gets them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from markupsafe import Markup, escape
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from handoff.desk import mention_pattern
from handoff.models import Conversation, Note, User
from handoff.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class NoteBubble:
    """`names`: who is mentioned in it."""

    id: UUID
    who: str
    body: str
    names: tuple[str, ...]
    names_viewer: bool
    at: datetime
    zone: str

    @property
    def dom_id(self) -> str:
        return f"note_{self.id}"

    @property
    def text(self) -> Markup:
        """With the names set off; escaped part by part, so nothing else can come of it."""
        parts = mention_pattern(self.names).split(self.body)
        named = Markup('<span class="mention">@{}</span>')
        return Markup("").join(named.format(part) if index % 2 else escape(part) for index, part in enumerate(parts))


async def notes_of(
    session: AsyncSession, chat: Conversation, viewer: Viewer, *, since: datetime | None, until: datetime | None
) -> list[NoteBubble]:
    """Of all conversations of the thread that the viewer may read, from `since` on and before `until`."""
    notes = (
        select(Note)
        .join(Conversation, Conversation.id == Note.conversation_id)
        .where(Conversation.number_id == chat.number_id, Conversation.customer_id == chat.customer_id)
        .where(viewer.access.history())
        .options(joinedload(Note.user), selectinload(Note.mentions))
    )
    if since is not None:
        notes = notes.where(Note.at >= since)
    if until is not None:
        notes = notes.where(Note.at < until)
    found = list(await session.scalars(notes.order_by(Note.at, Note.id)))
    names = await _names(session, found)
    return [
        NoteBubble(
            id=note.id,
            who=note.user.name,
            body=note.body,
            names=tuple(names[mention.user_id] for mention in note.mentions),
            names_viewer=any(mention.user_id == viewer.user.id for mention in note.mentions),
            at=note.at,
            zone=chat.institution.zone,
        )
        for note in found
    ]


async def _names(session: AsyncSession, notes: list[Note]) -> dict[UUID, str]:
    wanted = {mention.user_id for note in notes for mention in note.mentions}
    if not wanted:
        return {}
    rows = await session.execute(select(User.id, User.name).where(User.id.in_(wanted)))
    return {user_id: name for user_id, name in rows}

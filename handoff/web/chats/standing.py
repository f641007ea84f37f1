"""How a chat stands among colleagues: to whom it is offered, until when it is put off, who may step in, its labels."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.desk import may_step_in
from handoff.models import Conversation, Mention, Note, Owner
from handoff.web.chats.tags import Tag, tags_of
from handoff.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Standing:
    """`mentions`: how many notes name the viewer that he hasn't seen."""

    offered_to: str | None
    offered_by: str | None
    offer_ends_at: datetime | None
    is_for_viewer: bool
    is_by_viewer: bool
    snoozed_until: datetime | None
    may_step_in: bool
    mentions: int
    tags: tuple[Tag, ...]


async def read_standing(session: AsyncSession, viewer: Viewer, conversation: Conversation) -> Standing:
    unseen = (
        select(func.count())
        .select_from(Mention)
        .join(Note, Note.id == Mention.note_id)
        .where(Mention.user_id == viewer.user.id, Mention.seen_at.is_(None), Note.conversation_id == conversation.id)
    )
    is_anothers = conversation.owner is Owner.AGENT and conversation.agent_id != viewer.user.id
    return Standing(
        offered_to=conversation.offered_to.name if conversation.offered_to else None,
        offered_by=conversation.offered_by.name if conversation.offered_by else None,
        offer_ends_at=conversation.offer_ends_at,
        is_for_viewer=conversation.offered_to_id == viewer.user.id,
        is_by_viewer=conversation.offered_by_id == viewer.user.id,
        snoozed_until=conversation.snoozed_until,
        may_step_in=is_anothers and may_step_in(conversation, viewer.access),
        mentions=await session.scalar(unseen) or 0,
        tags=(await tags_of(session, [conversation.id])).get(conversation.id, ()),
    )

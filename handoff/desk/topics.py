"""What a chat is about, as its agent sees it after reading: the hints beside it follow."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from handoff.auditing import audit_row, change
from handoff.catalogue import Catalogue
from handoff.desk.locking import held
from handoff.errors import NotFound
from handoff.models import Conversation, User


async def change_topic(
    session: AsyncSession, conversation_id: UUID, topic: str, *, user: User, catalogue: Catalogue, now: datetime
) -> Conversation:
    """Team, priority and due time stay. Raises NotFound, for a topic that isn't there too, and ConversationMoved."""
    conversation = await held(session, conversation_id, user=user)
    if catalogue.rule(topic) is None:
        raise NotFound("no such topic")
    before, after = change(conversation, topic=topic)
    if after:
        subject = f"conversation:{conversation.id}"
        session.add(audit_row(conversation.institution_id, "change_topic", subject, before, after, user, now))
    return conversation

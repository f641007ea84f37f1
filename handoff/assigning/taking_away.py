"""Chats that nobody answers go back into the queue: their agent has let them lie, or has gone."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.changing_hands import note_change
from handoff.desk.holding import in_queue_since
from handoff.models import Conversation, Draft, HandoffReason, Mover, Owner, User
from handoff.presence import GONE_AFTER

AT_ONCE = 200
# Who is writing the answer keeps the chat for so long after his last letter.
WRITING = timedelta(minutes=1)


async def take_away(session: AsyncSession, *, now: datetime) -> list[UUID]:
    """Those whose time to answer is over, and those whose agent is no longer at the desk, before he has answered.
    Returns the conversations and who had them.
    """
    is_gone = exists().where(User.id == Conversation.agent_id, User.seen_at < now - GONE_AFTER)
    is_written = exists().where(
        Draft.conversation_id == Conversation.id,
        Draft.user_id == Conversation.agent_id,
        Draft.at > now - WRITING,
    )
    unanswered = (
        select(Conversation, is_gone)
        .where(Conversation.answer_by.is_not(None), or_(is_gone, and_(Conversation.answer_by <= now, ~is_written)))
        .order_by(Conversation.answer_by)
        .limit(AT_ONCE)
        .with_for_update(of=Conversation, skip_locked=True, key_share=True)
    )
    changed: list[UUID] = []
    for conversation, has_left in (await session.execute(unanswered)).all():
        agent_id = conversation.agent_id
        assert agent_id is not None  # as a constraint has it
        since = await in_queue_since(session, conversation)
        note_change(
            session,
            conversation,
            to=Owner.WAITING,
            by=Mover.TIME,
            reason=HandoffReason.LEFT if has_left else HandoffReason.UNANSWERED,
            now=now,
        )
        conversation.waiting_since = since or now
        if not has_left:
            conversation.passed_over = [*conversation.passed_over, agent_id]
        changed += [conversation.id, agent_id]
    await session.flush()
    return changed

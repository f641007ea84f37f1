"""A person's chats go back to those who wait, when he can't work on them any more."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.changing_hands import change_hands
from handoff.models import Conversation, HandoffReason, Mover, Owner, User
from handoff.row_security import beyond


async def give_back(
    session: AsyncSession, user: User, *, institution_id: UUID | None = None, by: User, now: datetime
) -> list[UUID]:
    """All that he holds, in this institution or in every; what was offered to him is for his whole team then, and what
    he offered does not come back to him. Returns the chats concerned.
    """
    async with beyond(session):
        held = select(Conversation).where(Conversation.agent_id == user.id, *_within(institution_id))
        chats = (await session.scalars(held.order_by(Conversation.id).with_for_update(key_share=True))).all()
        for chat in chats:
            await change_hands(
                session, chat, to=Owner.WAITING, by=Mover.AGENT, reason=HandoffReason.PUT_BACK, now=now, user=by
            )
        to_him = update(Conversation).where(Conversation.offered_to_id == user.id, *_within(institution_id))
        by_him = update(Conversation).where(Conversation.offered_by_id == user.id, *_within(institution_id))
        offered = [
            *await session.scalars(to_him.values(offered_to_id=None).returning(Conversation.id)),
            *await session.scalars(by_him.values(offered_by_id=None, offer_ends_at=None).returning(Conversation.id)),
        ]
    return [*(chat.id for chat in chats), *offered]


def _within(institution_id: UUID | None) -> list[ColumnElement[bool]]:
    return [] if institution_id is None else [Conversation.institution_id == institution_id]

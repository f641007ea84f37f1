"""A conversation as an act needs it: seen by the user, locked, and held by him where only the holder may act."""

from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import access_of, locked_conversation
from handoff.errors import ConversationMoved
from handoff.models import Conversation, User

PASS_ON = text("SELECT desk_pass_on(:conversation)")


async def seen(session: AsyncSession, conversation_id: UUID, *, user: User) -> Conversation:
    """Locked until the transaction ends. Raises NotFound."""
    return await locked_conversation(session, await access_of(session, user.id), conversation_id)


async def held(session: AsyncSession, conversation_id: UUID, *, user: User) -> Conversation:
    """Raises NotFound, and ConversationMoved with the holder's name if it isn't this user's."""
    conversation = await seen(session, conversation_id, user=user)
    if conversation.agent_id != user.id:
        raise ConversationMoved(await holder_of(session, conversation))
    return conversation


async def let_go(session: AsyncSession, conversation: Conversation) -> None:
    """Before a conversation goes where this user may not see it any more: PostgreSQL lets him write the row, and what
    is written with it, until the transaction ends.
    """
    await session.execute(PASS_ON, {"conversation": conversation.id})


async def holder_of(session: AsyncSession, conversation: Conversation) -> str | None:
    if conversation.agent_id is None:
        return None
    return await session.scalar(select(User.name).where(User.id == conversation.agent_id))

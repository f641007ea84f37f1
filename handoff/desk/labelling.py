"""Labels on a chat and on its customer."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.desk.locking import seen
from handoff.errors import NotFound
from handoff.models import Conversation, ConversationLabel, CustomerLabel, Label, User


async def label_chat(
    session: AsyncSession, conversation_id: UUID, label_id: UUID, *, is_on: bool, user: User
) -> Conversation:
    """A second time it changes nothing. Raises NotFound, also for a label of another institution."""
    conversation = await _labelled(session, conversation_id, label_id, user=user)
    if is_on:
        row = {"conversation_id": conversation.id, "label_id": label_id}
        await session.execute(insert(ConversationLabel).values(row).on_conflict_do_nothing())
    else:
        await session.execute(
            delete(ConversationLabel).where(
                ConversationLabel.conversation_id == conversation.id, ConversationLabel.label_id == label_id
            )
        )
    return conversation


async def label_customer(
    session: AsyncSession, conversation_id: UUID, label_id: UUID, *, is_on: bool, user: User
) -> Conversation:
    """Of the chat's customer, in every chat with him. Raises as label_chat does."""
    conversation = await _labelled(session, conversation_id, label_id, user=user)
    if is_on:
        row = {"customer_id": conversation.customer_id, "label_id": label_id}
        await session.execute(insert(CustomerLabel).values(row).on_conflict_do_nothing())
    else:
        await session.execute(
            delete(CustomerLabel).where(
                CustomerLabel.customer_id == conversation.customer_id, CustomerLabel.label_id == label_id
            )
        )
    return conversation


async def _labelled(session: AsyncSession, conversation_id: UUID, label_id: UUID, *, user: User) -> Conversation:
    conversation = await seen(session, conversation_id, user=user)
    known = select(Label.id).where(Label.id == label_id, Label.institution_id == conversation.institution_id)
    if await session.scalar(known) is None:
        raise NotFound("no such label")
    return conversation

"""A message of the same thread that another one is about: quoted, or reacted to."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import Conversation, Message


async def message_of_thread(session: AsyncSession, conversation: Conversation, message_id: int) -> Message | None:
    """By the same customer to the same number, or from us to him, whichever conversation it was in."""
    wanted = (
        select(Message)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.id == message_id, Conversation.number_id == conversation.number_id)
        .where(Conversation.customer_id == conversation.customer_id)
    )
    message: Message | None = await session.scalar(wanted)
    return message


async def quoted_wamid(session: AsyncSession, conversation: Conversation, message_id: int | None) -> str | None:
    """None if there is no such message, or WhatsApp has no id for it yet: then the reply goes out without a quote."""
    if message_id is None:
        return None
    message = await message_of_thread(session, conversation, message_id)
    return message.wamid if message else None

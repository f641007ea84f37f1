"""A message after the end of a conversation opens the next one."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import Conversation, Owner


async def reopen(session: AsyncSession, former: Conversation, *, now: datetime) -> Conversation:
    """The open conversation of the same customer and number, made if there is none."""
    open_one = select(Conversation).where(
        Conversation.number_id == former.number_id,
        Conversation.customer_id == former.customer_id,
        Conversation.owner != Owner.CLOSED,
    )
    conversation = await session.scalar(open_one.with_for_update(key_share=True))
    if conversation is None:
        conversation = Conversation(
            institution_id=former.institution_id,
            number_id=former.number_id,
            customer_id=former.customer_id,
            language=former.language,
            opened_at=now,
            last_activity_at=now,
        )
        session.add(conversation)
        await session.flush()
    return conversation

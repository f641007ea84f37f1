"""Labels as they are shown: in lists, and above a chat."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import Conversation, ConversationLabel, CustomerLabel, Label


@dataclass(frozen=True, slots=True)
class Tag:
    """`on_customer`: it is the customer's, not the chat's alone."""

    id: UUID
    name: str
    colour: str
    on_customer: bool


async def tags_of(session: AsyncSession, chats: Collection[UUID]) -> dict[UUID, tuple[Tag, ...]]:
    """By chat, by name; the customer's first."""
    if not chats:
        return {}
    # As one array: with fifty values of their own the statement takes longer to read than to run.
    ids = bindparam("chats", list(chats), type_=ARRAY(Uuid))
    of_chats = select(ConversationLabel.conversation_id.label("chat"), ConversationLabel.label_id, literal(False))
    of_customers = select(Conversation.id, CustomerLabel.label_id, literal(True)).join(
        CustomerLabel, CustomerLabel.customer_id == Conversation.customer_id
    )
    worn = union_all(
        of_chats.where(ConversationLabel.conversation_id == func.any(ids)),
        of_customers.where(Conversation.id == func.any(ids)),
    ).subquery()
    chat, label_id, on_customer = worn.c
    rows = await session.execute(
        select(chat, Label, on_customer)
        .join(Label, Label.id == label_id)
        .order_by(on_customer.desc(), Label.name, Label.id)
    )
    tags: dict[UUID, tuple[Tag, ...]] = {}
    for chat_id, label, is_on_customer in rows:
        tag = Tag(label.id, label.name, label.colour.value, is_on_customer)
        tags[chat_id] = (*tags.get(chat_id, ()), tag)
    return tags

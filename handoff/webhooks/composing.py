"""The message for an event: its facts as they were, and what is personal as it is known now.

So what a delivery keeps is nothing personal, an assignment that was a mistake isn't told on after it was undone, and
what retention or a customer has deleted isn't sent any more.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from cryptography.fernet import InvalidToken
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import (
    Author,
    Callback,
    Conversation,
    Institution,
    Message,
    Organisation,
    Record,
    RecordAssignment,
    Status,
    WebhookDelivery,
    WebhookEvent,
    WebhookSubscription,
)
from handoff.vault import Vault
from handoff.webhooks.shapes import shape_of

# What a customer did to another message, or WhatsApp says of him: it may hold a new number.
UNSAID = ("edit", "revoke", "reaction", "system")
SPEAKERS = (Author.CUSTOMER, Author.BOT, Author.AGENT)
# How the names of those facts end that are times.
MOMENTS = ("_at", "earliest", "latest")
TO_BE_CALLED = (WebhookEvent.CALLBACK_CREATED, WebhookEvent.CALLBACK_CHANGED)


async def compose(
    session: AsyncSession, delivery: WebhookDelivery, subscription: WebhookSubscription, *, vault: Vault
) -> bytes:
    """As JSON. The delivery has its sequence."""
    house = select(Organisation.slug, Institution.zone).join(Institution, Institution.id == Organisation.id)
    slug, zone = (await session.execute(house.where(Organisation.id == delivery.institution_id))).one()
    told = {
        "id": delivery.id,
        "type": delivery.event,
        "timestamp": delivery.at,
        "sequence": delivery.sequence,
        "institution": slug,
        "data": await _data(session, delivery, subscription, vault),
    }
    return shape_of(delivery.event).model_validate(_local(told, ZoneInfo(zone))).model_dump_json().encode()


async def _data(
    session: AsyncSession, delivery: WebhookDelivery, subscription: WebhookSubscription, vault: Vault
) -> dict[str, Any]:
    if delivery.event is WebhookEvent.TEST:
        return {}
    data: dict[str, Any] = {
        **{name: _moment(value) if name.endswith(MOMENTS) else value for name, value in delivery.facts.items()},
        "conversation": delivery.conversation_id,
        "customer_number": await _customer_number(session, delivery.customer_id),
    }
    if delivery.callback_id is not None:
        data["callback"] = delivery.callback_id
        data["phone"] = await _phone(session, delivery, vault)
    elif delivery.appointment_id is not None:
        data["appointment"] = delivery.appointment_id
    elif subscription.transcripts:
        data["messages"] = await _transcript(session, delivery.conversation_id)
    return data


async def _customer_number(session: AsyncSession, customer_id: UUID | None) -> str | None:
    assigned = (
        select(Record.customer_number)
        .join(RecordAssignment, RecordAssignment.record_id == Record.id)
        .where(RecordAssignment.customer_id == customer_id, RecordAssignment.undone_at.is_(None))
    )
    return await session.scalar(assigned)


async def _phone(session: AsyncSession, delivery: WebhookDelivery, vault: Vault) -> str | None:
    """Who isn't to be called any more needs no number."""
    if delivery.event not in TO_BE_CALLED:
        return None
    sealed = await session.scalar(select(Callback.phone).where(Callback.id == delivery.callback_id))
    try:
        return vault.unseal(sealed) if sealed else None
    except InvalidToken:
        return None  # sealed with a key that is gone


async def _transcript(session: AsyncSession, conversation_id: UUID | None) -> list[dict[str, Any]] | None:
    """Without what its writer took back, and what never reached the customer: it was sent again as another message."""
    if await session.scalar(select(Conversation.id).where(Conversation.id == conversation_id)) is None:
        return None
    said = (
        select(Message.author, Message.sent_at, Message.kind, Message.body)
        .where(
            Message.conversation_id == conversation_id,
            Message.author.in_(SPEAKERS),
            Message.kind.not_in(UNSAID),
            Message.revoked_at.is_(None),
            Message.status.is_distinct_from(int(Status.FAILED)),
        )
        .order_by(Message.sent_at, Message.id)
    )
    rows: Sequence[Any] = (await session.execute(said)).all()
    return [{"author": row.author.value, "at": row.sent_at, "kind": row.kind, "text": row.body} for row in rows]


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _local(value: Any, zone: ZoneInfo) -> Any:
    """By the institution's clocks, with their distance to UTC."""
    if isinstance(value, datetime):
        return value.astimezone(zone).replace(microsecond=0)
    if isinstance(value, dict):
        return {name: _local(one, zone) for name, one in value.items()}
    return [_local(one, zone) for one in value] if isinstance(value, list) else value

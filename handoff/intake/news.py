"""What is no message: kept, guarded, and obeyed where it changes what we may do."""

from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.guard import mask_tree
from handoff.intake.arrival import Arrival
from handoff.intake.customers import find_correspondent, rename
from handoff.intake.numbers import NumberBook
from handoff.models import ChannelEvent, Consent, ConsentKind, Template
from handoff.vault import Vault
from handoff.whatsapp.inbound import ChannelNews, Sender

log = structlog.get_logger()


async def store_news(
    session: AsyncSession, news: ChannelNews, *, numbers: NumberBook, vault: Vault, now: datetime
) -> None:
    number = await numbers.find(news.phone_number_id)
    log.info("channel news", reason=news.reason, field=news.field)
    if number is not None:
        arrival = Arrival(session, number, vault, now)
        if news.field == "user_id_update":
            await _change_user_ids(arrival, news.payload)
        elif news.field == "user_preferences":
            await _note_preferences(arrival, news.payload)
    if news.field == "message_template_status_update":
        await _change_template(session, news.payload)
    await keep_aside(session, news, number_id=number.id if number else None, now=now)


async def keep_aside(session: AsyncSession, news: ChannelNews, *, number_id: UUID | None, now: datetime) -> None:
    payload, _ = mask_tree(_without_people(news.payload))
    session.add(
        ChannelEvent(
            number_id=number_id,
            phone_number_id=news.phone_number_id,
            reason=news.reason,
            field=news.field,
            payload=payload,
            received_at=now,
        )
    )
    await session.flush()


PEOPLE = (
    "contacts",
    "from",
    "from_user_id",
    "wa_id",
    "user_id",
    "recipient_id",
    "recipient_user_id",
    "profile",
    "text",
)


def _without_people(value: Any) -> Any:
    """Names and numbers of customers are never kept outside their own tables."""
    if isinstance(value, dict):
        return {key: _without_people(item) for key, item in value.items() if key not in PEOPLE}
    if isinstance(value, list):
        return [_without_people(item) for item in value]
    return value


async def _change_user_ids(arrival: Arrival, payload: dict[str, Any]) -> None:
    for change in payload.get("user_id_update") or []:
        ids = change.get("user_id") or {}
        if ids.get("previous") and ids.get("current"):
            await rename(arrival, Sender(None, str(ids["previous"])), Sender(None, str(ids["current"])))


async def _note_preferences(arrival: Arrival, payload: dict[str, Any]) -> None:
    """STOP and START for notices, said in WhatsApp's own settings."""
    for preference in payload.get("user_preferences") or []:
        sender = Sender(preference.get("wa_id"), preference.get("user_id"))
        if sender.wa_id is None and sender.bsuid is None:
            continue
        correspondent = await find_correspondent(arrival, sender)
        if preference.get("value") == "stop":
            await arrival.session.execute(
                update(Consent)
                .where(Consent.customer_id == correspondent.customer_id, Consent.kind == ConsentKind.NOTIFICATIONS)
                .where(Consent.revoked_at.is_(None))
                .values(revoked_at=arrival.now)
            )


async def _change_template(session: AsyncSession, payload: dict[str, Any]) -> None:
    await session.execute(
        update(Template)
        .where(Template.name == payload.get("message_template_name"))
        .where(Template.language == payload.get("message_template_language"))
        .values(status=str(payload.get("event", "")))
    )

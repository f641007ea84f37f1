"""What is no message: kept, guarded, and obeyed where it changes what we may do."""

from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.consents import resume_notifications, revoke_notifications
from handoff.guard import mask_tree
from handoff.intake.arrival import Arrival
from handoff.intake.customers import find_correspondent, rename
from handoff.intake.numbers import KnownNumber
from handoff.models import ChannelEvent, Template
from handoff.vault import Vault
from handoff.whatsapp.inbound import ChannelNews, Sender

log = structlog.get_logger()


async def store_news(
    session: AsyncSession, news: ChannelNews, *, number: KnownNumber | None, vault: Vault, now: datetime
) -> None:
    log.info("channel news", reason=news.reason, field=news.field)
    if number is not None:
        arrival = Arrival(session, number, vault, now)
        if news.field == "user_id_update":
            await _change_user_ids(arrival, news.payload)
        elif news.field == "user_preferences":
            await _note_preferences(arrival, news.payload)
    if news.field == "message_template_status_update":
        await _change_template(session, news.payload)
    await keep_aside(session, news, number=number, now=now)


async def keep_aside(session: AsyncSession, news: ChannelNews, *, number: KnownNumber | None, now: datetime) -> None:
    payload, _ = mask_tree({} if news.field.startswith(PRIVATE) else _without_people(news.payload))
    session.add(
        ChannelEvent(
            number_id=number.id if number else None,
            phone_number_id=news.phone_number_id,
            reason=news.reason,
            field=news.field,
            payload=payload or {},
            received_at=now,
        )
    )
    await session.flush()


# Other apps' conversations with customers.
PRIVATE = ("calls", "group_", "history", "messaging_handovers", "smb_", "standby")

# What operators need to know of an event. Everything else may be a customer's name, number or word, and is not kept.
KEPT = frozenset(
    """
    id type status event reason category code title details error_subcode timestamp decision value
    message_template_id message_template_name message_template_language message_template_category
    previous_category new_category previous_quality_score new_quality_score current_limit old_limit
    alert_severity alert_status alert_type entity_type entity_id ban_state ban_date violation_type restriction_type
    """.split()
)


def _without_people(value: Any) -> Any:
    """The tree with its leaves under KEPT keys alone."""
    if isinstance(value, dict):
        wanted = {key: item for key, item in value.items() if key in KEPT or isinstance(item, dict | list)}
        kept = {key: _without_people(item) for key, item in wanted.items()}
        return {key: item for key, item in kept.items() if item not in ({}, [])}
    if isinstance(value, list):
        return [kept for kept in map(_without_people, value) if kept not in ({}, [])]
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
            await revoke_notifications(arrival.session, correspondent.customer_id, now=arrival.now)
        elif preference.get("value") == "resume":
            await resume_notifications(arrival.session, correspondent.customer_id, now=arrival.now)


async def _change_template(session: AsyncSession, payload: dict[str, Any]) -> None:
    await session.execute(
        update(Template)
        .where(Template.name == payload.get("message_template_name"))
        .where(Template.language == payload.get("message_template_language"))
        .values(status=str(payload.get("event", "")))
    )

"""Puts a message into the outbox, in the transaction that decided on it."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import Author, Button, Conversation, Message, OutboxEntry, OutboxKind, Status
from handoff.whatsapp.outbound import Buttons, LinkButton, Menu, Outbound, Tap, TemplateMessage, Text, content_of


@dataclass(frozen=True, slots=True)
class Offer:
    """A button before it has an id. `form_run`: the run of the form that it belongs to, null if it always works."""

    title: str
    intent: str
    entities: dict[str, str] = field(default_factory=dict)
    description: str | None = None
    form_run: int | None = None


@dataclass(frozen=True, slots=True)
class Bubble:
    """What shall be said: text, with up to 3 buttons or 10 list rows (`label` opens them), or with a link."""

    body: str
    offers: tuple[Offer, ...] = ()
    label: str | None = None
    link: tuple[str, str] | None = None
    response_name: str | None = None


async def send_bubble(
    session: AsyncSession, conversation: Conversation, bubble: Bubble, *, author: Author, now: datetime
) -> Message:
    """Raises LimitExceeded, and then nothing is sent."""
    taps = tuple(Tap(secrets.token_urlsafe(12), offer.title, offer.description) for offer in bubble.offers)
    outbound = _outbound(bubble, taps)
    message = await send(session, conversation, outbound, author=author, now=now, response_name=bubble.response_name)
    for tap, offer in zip(taps, bubble.offers, strict=True):
        session.add(
            Button(
                id=tap.id,
                conversation_id=conversation.id,
                message=message,
                title=tap.title,
                intent=offer.intent,
                entities=offer.entities,
                form_run=offer.form_run,
            )
        )
    return message


async def send(
    session: AsyncSession,
    conversation: Conversation,
    outbound: Outbound,
    *,
    author: Author,
    now: datetime,
    user_id: UUID | None = None,
    response_name: str | None = None,
    quoting: str | None = None,
    client_key: UUID | None = None,
) -> Message:
    """Raises LimitExceeded, and then nothing is sent. `client_key` makes a browser's repeated request one message.

    The message gets its id with the session's next flush; the database itself wakes the outbox at commit.
    """
    content_of(outbound)
    kind, body, content = as_row(outbound)
    message = Message(
        institution_id=conversation.institution_id,
        number_id=conversation.number_id,
        conversation_id=conversation.id,
        author=author,
        user_id=user_id,
        kind=kind,
        body=body,
        content=content,
        language=conversation.language,
        response_name=response_name,
        quoted_wamid=quoting,
        sent_at=now,
        received_at=now,
        handled_at=now,
        status=Status.QUEUED,
        client_key=client_key,
    )
    entry = OutboxEntry(
        number_id=conversation.number_id,
        conversation_id=conversation.id,
        message=message,
        due_at=func.clock_timestamp(),
    )
    session.add_all([message, entry])
    conversation.last_activity_at = now
    return message


async def mark_read(session: AsyncSession, conversation: Conversation, message_id: int) -> None:
    """Blue ticks for the customer's message and those before it; while the bot holds the chat, typing dots too."""
    session.add(
        OutboxEntry(
            number_id=conversation.number_id,
            conversation_id=conversation.id,
            kind=OutboxKind.READ,
            message_id=message_id,
            due_at=func.clock_timestamp(),
        )
    )


def _outbound(bubble: Bubble, taps: tuple[Tap, ...]) -> Outbound:
    body = bubble.body
    if bubble.link is not None and not taps:
        return LinkButton(body, *bubble.link)
    if bubble.link is not None:
        body = f"{body}\n\n{bubble.link[1]}"
    if not taps:
        return Text(body)
    if bubble.label is None and len(taps) <= 3:
        return Buttons(body, taps)
    return Menu(body, bubble.label or "Auswahl", taps)


def as_row(outbound: Outbound) -> tuple[str, str, dict[str, Any]]:
    """Kind, body and content of the message's row; `from_row` gives the same back for sending."""
    match outbound:
        case Text(body):
            return "text", body, {}
        case Buttons(body, taps):
            return "buttons", body, {"taps": [_tap_row(tap) for tap in taps]}
        case Menu(body, label, taps):
            return "menu", body, {"label": label, "taps": [_tap_row(tap) for tap in taps]}
        case LinkButton(body, label, url):
            return "link", body, {"label": label, "url": url}
        case TemplateMessage(name, language, parameters):
            return "template", name, {"language": language, "parameters": list(parameters)}
        case _:
            raise TypeError(f"{type(outbound).__name__} has no row of its own")


def from_row(kind: str, body: str, content: dict[str, Any]) -> Outbound:
    match kind:
        case "buttons":
            return Buttons(body, _taps(content))
        case "menu":
            return Menu(body, content["label"], _taps(content))
        case "link":
            return LinkButton(body, content["label"], content["url"])
        case "template":
            return TemplateMessage(body, content["language"], tuple(content["parameters"]))
        case _:
            return Text(body)


def _tap_row(tap: Tap) -> dict[str, Any]:
    return {"id": tap.id, "title": tap.title, "description": tap.description}


def _taps(content: dict[str, Any]) -> tuple[Tap, ...]:
    return tuple(Tap(tap["id"], tap["title"], tap["description"]) for tap in content["taps"])

"""Puts a message into the outbox, in the transaction that decided on it."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, text
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.database import execute_directly
from handoff.errors import LimitExceeded
from handoff.models import Author, Conversation, OutboxEntry, OutboxKind, Status
from handoff.whatsapp.outbound import (
    Buttons,
    FileMessage,
    LinkButton,
    Menu,
    Outbound,
    Tap,
    TemplateMessage,
    Text,
    content_of,
)

# What is said, its buttons, and its way out; the database itself wakes the outbox at commit.
WRITE = text("""
    WITH bubbles AS MATERIALIZED (
        SELECT nextval(pg_get_serial_sequence('messages', 'id')) AS id, b.*
        FROM jsonb_to_recordset(CAST(:bubbles AS jsonb))
            AS b(kind text, body text, content jsonb, response_name text, buttons jsonb)
    ), said AS (
        INSERT INTO messages (id, institution_id, number_id, conversation_id, author, user_id, kind, body, content,
            guarded, language, response_name, quoted_wamid, client_key, sent_at, received_at, handled_at, attempts,
            status)
        SELECT id, :institution, :number, :conversation, :author, CAST(:user AS uuid), kind, body, content,
            '[]', :language, response_name, :quoting, CAST(:client_key AS uuid), :now, :now, :now, 0, :queued
        FROM bubbles
    ), offered AS (
        INSERT INTO buttons (id, conversation_id, message_id, title, intent, entities, form_run)
        SELECT b.id, :conversation, bubbles.id, b.title, b.intent, b.entities, b.form_run
        FROM bubbles, jsonb_to_recordset(bubbles.buttons)
            AS b(id text, title text, intent text, entities jsonb, form_run integer)
    )
    INSERT INTO outbox (number_id, conversation_id, kind, message_id, state, attempts, due_at)
    SELECT :number, :conversation, 'message', id, 'queued', 0, clock_timestamp() FROM bubbles ORDER BY id
    RETURNING message_id
""")


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


def fits(bubble: Bubble) -> bool:
    """Whether WhatsApp takes it."""
    try:
        _bubble_row(bubble)
    except LimitExceeded:
        return False
    return True


async def say(
    session: AsyncSession, conversation: Conversation, bubbles: Sequence[Bubble], *, author: Author, now: datetime
) -> None:
    """All of them, in this order. Raises LimitExceeded, and then nothing is sent."""
    if bubbles:
        await _write(session, conversation, [_bubble_row(bubble) for bubble in bubbles], author=author, now=now)


async def send(
    session: AsyncSession,
    conversation: Conversation,
    outbound: Outbound,
    *,
    author: Author,
    now: datetime,
    user_id: UUID | None = None,
    quoting: str | None = None,
    client_key: UUID | None = None,
) -> int:
    """Returns the message's id. Raises LimitExceeded, and then nothing is sent. What an agent sends is his answer.

    `client_key` is unique: a browser's request that comes a second time can't become a second message.
    """
    rows = [_row(outbound)]
    if author is Author.AGENT:
        conversation.answer_by = None
    (message_id,) = await _write(
        session, conversation, rows, author=author, now=now, user=user_id, quoting=quoting, client_key=client_key
    )
    return message_id


async def mark_read(session: AsyncSession, conversation: Conversation, message_id: int) -> None:
    """Blue ticks for the customer's message and those before it."""
    session.add(_about(conversation, message_id, OutboxKind.READ))


async def show_typing(session: AsyncSession, conversation: Conversation, message_id: int) -> None:
    """The same with typing dots, which WhatsApp shows for 25 s at most (contract, §7)."""
    session.add(_about(conversation, message_id, OutboxKind.TYPING))


async def react(session: AsyncSession, conversation: Conversation, message_id: int) -> None:
    """Sends our reaction to the customer's message as it stands in its row when its turn comes; empty takes it back."""
    session.add(_about(conversation, message_id, OutboxKind.REACTION))


def _about(conversation: Conversation, message_id: int, kind: OutboxKind) -> OutboxEntry:
    return OutboxEntry(
        number_id=conversation.number_id,
        conversation_id=conversation.id,
        kind=kind,
        message_id=message_id,
        due_at=func.clock_timestamp(),
    )


async def _write(
    session: AsyncSession,
    conversation: Conversation,
    rows: list[dict[str, Any]],
    *,
    author: Author,
    now: datetime,
    user: UUID | None = None,
    quoting: str | None = None,
    client_key: UUID | None = None,
) -> list[int]:
    conversation.last_activity_at = now
    values = {
        "bubbles": json.dumps(rows),
        "institution": conversation.institution_id,
        "number": conversation.number_id,
        "conversation": conversation.id,
        "language": conversation.language,
        "author": author.value,
        "user": user,
        "quoting": quoting,
        "client_key": client_key,
        "queued": int(Status.QUEUED),
        "now": now,
    }
    return [row.message_id for row in await execute_directly(session, WRITE, values)]


def _bubble_row(bubble: Bubble) -> dict[str, Any]:
    taps = tuple(Tap(secrets.token_urlsafe(12), offer.title, offer.description) for offer in bubble.offers)
    buttons = [
        {
            "id": tap.id,
            "title": tap.title,
            "intent": offer.intent,
            "entities": offer.entities,
            "form_run": offer.form_run,
        }
        for tap, offer in zip(taps, bubble.offers, strict=True)
    ]
    return {**_row(_outbound(bubble, taps)), "response_name": bubble.response_name, "buttons": buttons}


def _row(outbound: Outbound) -> dict[str, Any]:
    content_of(outbound)
    kind, body, content = as_row(outbound)
    return {"kind": kind, "body": body, "content": content, "response_name": None, "buttons": []}


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
        case TemplateMessage():
            return "template", outbound.reads, _template_row(outbound)
        case FileMessage(kind, caption):
            return kind, caption, {}
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
            return _template(body, content)
        case "image" | "document":
            return FileMessage(kind, body)
        case _:
            return Text(body)


def _template_row(message: TemplateMessage) -> dict[str, Any]:
    return {
        "name": message.name,
        "language": message.language,
        "parameters": list(message.parameters),
        "header": message.header,
        "links": [list(link) for link in message.links],
        "names": list(message.names),
        "titles": list(message.titles),
        "has_picture": message.has_picture,
    }


def _template(body: str, content: dict[str, Any]) -> TemplateMessage:
    return TemplateMessage(
        name=content["name"],
        language=content["language"],
        parameters=tuple(content["parameters"]),
        header=content["header"],
        links=tuple((int(place), str(text)) for place, text in content["links"]),
        names=tuple(content["names"]),
        reads=body,
        titles=tuple(content["titles"]),
        has_picture=bool(content.get("has_picture")),
    )


def _tap_row(tap: Tap) -> dict[str, Any]:
    return {"id": tap.id, "title": tap.title, "description": tap.description}


def _taps(content: dict[str, Any]) -> tuple[Tap, ...]:
    return tuple(Tap(tap["id"], tap["title"], tap["description"]) for tap in content["taps"])

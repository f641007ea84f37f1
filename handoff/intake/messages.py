"""Writes down one inbound message: guarded, once, with what hangs on it."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from handoff.database import execute_directly
from handoff.guard import SPAN_MESSAGES, SPAN_TIME, Expected, mask, mask_tree, may_be_part, spans
from handoff.intake.arrival import Arrival
from handoff.intake.customers import Correspondent, find_correspondent, rename
from handoff.models import Author, Conversation, Edit, Media, Message, Reaction
from handoff.whatsapp.inbound import InboundMessage

# Pieces may come late, each by its own delay; the index on when they were sent needs some bound.
LATEST = timedelta(days=1)
NO_PART = ("edit", "revoke", "reaction", "system")

INSERT = text("""
    INSERT INTO messages (institution_id, number_id, conversation_id, author, kind, body, content, guarded, wamid,
        quoted_wamid, sent_at, received_at, attempts)
    VALUES (:institution, :number, :conversation, 'customer', :kind, :body, CAST(:content AS jsonb),
        CAST(:guarded AS jsonb), :wamid, :quoted_wamid, :sent_at, :now, 0)
    ON CONFLICT DO NOTHING
    RETURNING id, EXISTS (
        SELECT FROM messages later
        WHERE later.conversation_id = :conversation AND later.sent_at >= :sent_at
          AND later.kind IN ('edit', 'revoke') AND later.content->>'target' = :wamid
    ) AS is_overtaken
""")
# Edits and revokes that came before what they are about.
OVERTAKING = text("""
    SELECT id, kind, content->>'target' AS target, body, sent_at FROM messages
    WHERE conversation_id = :conversation AND kind IN ('edit', 'revoke') AND content->>'target' = :wamid
    ORDER BY sent_at, id
""")
# Newest first.
RECENT = text("""
    SELECT id, body, guarded FROM messages
    WHERE conversation_id = :conversation AND author = 'customer' AND kind NOT IN ('edit', 'revoke', 'reaction')
      AND body <> '' AND received_at > :since AND sent_at > :sent_since
    ORDER BY sent_at DESC, id DESC LIMIT :most
""")


@dataclass(frozen=True, slots=True)
class Stored:
    conversation_id: UUID
    for_inbox: bool
    at_once: bool
    has_media: bool


@dataclass(frozen=True, slots=True)
class Change:
    """An edit or a revoke, a message of its own with `message_id`, of the message `target`."""

    message_id: int
    kind: str
    target: str | None
    body: str
    sent_at: datetime


async def store_message(arrival: Arrival, message: InboundMessage) -> Stored | None:
    """None: it was here before."""
    correspondent = await find_correspondent(arrival, message.sender)
    message, guarded = _guard(message, Expected(correspondent.expects or Expected.NOTHING))
    inserted = await _insert(arrival, message, correspondent, guarded)
    if inserted is None:
        if correspondent.is_new:
            # A repeated webhook for a chat that has ended must not open another.
            await arrival.session.execute(delete(Conversation).where(Conversation.id == correspondent.conversation_id))
        return None
    handled = await _apply(arrival, message, correspondent, inserted.id)
    if inserted.is_overtaken:
        await _catch_up(arrival, message.wamid, correspondent)
    if handled:
        done = update(Message).where(Message.id == inserted.id).values(handled_at=arrival.now)
        await arrival.session.execute(done)
    return Stored(
        correspondent.conversation_id,
        for_inbox=not handled,
        at_once=correspondent.is_with_people or message.kind != "text",
        has_media=message.media is not None,
    )


def _guard(message: InboundMessage, expected: Expected) -> tuple[InboundMessage, list[str]]:
    """Masks the text, everything in `content` and the name of the file. Says which kinds were found."""
    body = mask(message.body, expected=expected)
    content, kinds = mask_tree(message.content)
    assert isinstance(content, dict)
    found = {find.kind for find in body.finds} | set(kinds)
    media = message.media
    if media is not None and media.file_name:
        name = mask(media.file_name)
        found |= {find.kind for find in name.finds}
        media = replace(media, file_name=name.text)
    return replace(message, body=body.text, content=content, media=media), sorted(found)


async def _insert(arrival: Arrival, message: InboundMessage, correspondent: Correspondent, guarded: list[str]) -> Any:
    """A row with `id` and `is_overtaken`; None if the message is there already."""
    content: dict[str, Any] = dict(message.content)
    for key in ("target", "button", "group"):
        if (value := getattr(message, key)) is not None:
            content[key] = value
    values = {
        "institution": arrival.number.institution_id,
        "number": arrival.number.id,
        "conversation": correspondent.conversation_id,
        "kind": message.kind,
        "body": message.body,
        "content": json.dumps(content),
        "guarded": json.dumps(guarded),
        "wamid": message.wamid,
        "quoted_wamid": message.quoted_wamid,
        "sent_at": message.sent_at,
        "now": arrival.now,
    }
    rows = await execute_directly(arrival.session, INSERT, values)
    return rows[0] if rows else None


async def _apply(arrival: Arrival, message: InboundMessage, correspondent: Correspondent, message_id: int) -> bool:
    """What a message does to others at once; True if that is all there is to do about it."""
    if message.kind in ("edit", "revoke"):
        change = Change(message_id, message.kind, message.target, message.body, message.sent_at)
        await _change(arrival, change, correspondent)
    elif message.kind == "reaction":
        await _react(arrival, message)
        return not message.body
    elif message.kind == "system":
        if message.renamed is not None:
            await rename(arrival, message.sender, message.renamed)
        return False
    elif message.media is not None:
        await _await_media(arrival, message, message_id)
    if message.kind not in NO_PART and not correspondent.is_new and may_be_part(message.body):
        await _mask_span(arrival, correspondent, message.sent_at)
    return message.kind in ("edit", "revoke") or message.group is not None


async def _catch_up(arrival: Arrival, wamid: str, correspondent: Correspondent) -> None:
    values = {"conversation": correspondent.conversation_id, "wamid": wamid}
    for row in await execute_directly(arrival.session, OVERTAKING, values):
        await _change(arrival, Change(*row), correspondent)


async def _change(arrival: Arrival, change: Change, correspondent: Correspondent) -> None:
    """Without its original it waits for it."""
    original = await _by_wamid(arrival, change.target)
    if original is None or original.author is not Author.CUSTOMER:
        return
    if change.kind == "edit":
        await _edit(arrival, original, change)
        await _mask_span(arrival, correspondent, original.sent_at)
    else:
        original.revoked_at = change.sent_at
        original.handled_at = original.handled_at or arrival.now
        await arrival.session.flush()


async def _edit(arrival: Arrival, original: Message, change: Change) -> None:
    """Shown to people with what stood there before; the bot uses it only if it hasn't answered yet."""
    later = await arrival.session.scalar(
        select(Edit).where(Edit.message_id == original.id, Edit.at > change.sent_at).order_by(Edit.at).limit(1)
    )
    if later is None:
        former, original.body, original.edited_at = original.body, change.body, change.sent_at
    else:  # it was overtaken by a later edit, so it stood there in between
        former, later.former_body = later.former_body, change.body
    arrival.session.add(Edit(message_id=original.id, former_body=former, at=change.sent_at))
    # The new text stands where it belongs, and nowhere a second time.
    await arrival.session.execute(update(Message).where(Message.id == change.message_id).values(body=""))
    await arrival.session.flush()


async def _react(arrival: Arrival, message: InboundMessage) -> None:
    original = await _by_wamid(arrival, message.target)
    if original is None:
        return
    new = insert(Reaction).values(
        message_id=original.id, author=Author.CUSTOMER, emoji=message.body, at=message.sent_at
    )
    newer = new.on_conflict_do_update(
        index_elements=[Reaction.message_id, Reaction.author],
        set_={"emoji": new.excluded.emoji, "at": new.excluded.at},
        where=Reaction.at <= new.excluded.at,
    )
    await arrival.session.execute(newer)


async def _await_media(arrival: Arrival, message: InboundMessage, message_id: int) -> None:
    assert message.media is not None
    arrival.session.add(
        Media(
            message_id=message_id,
            number_id=arrival.number.id,
            media_id=message.media.media_id,
            mime_type=message.media.mime_type,
            file_name=message.media.file_name,
            due_at=func.clock_timestamp(),  # when to fetch is no business of the institution's clock
        )
    )
    await arrival.session.flush()


async def _mask_span(arrival: Arrival, correspondent: Correspondent, sent_at: datetime) -> None:
    """An IBAN sent in pieces is masked in all of them, in whatever order they came."""
    values = {
        "conversation": correspondent.conversation_id,
        "since": arrival.now - SPAN_TIME,
        "sent_since": sent_at - LATEST,
        "most": SPAN_MESSAGES,
    }
    rows = (await execute_directly(arrival.session, RECENT, values))[::-1]
    if len(rows) < 2:
        return
    masked = spans([row.body for row in rows], expected=Expected(correspondent.expects or Expected.NOTHING))
    for row, result in zip(rows, masked, strict=True):
        if result.text != row.body:
            guarded = sorted({*row.guarded, *(find.kind for find in result.finds)})
            found = update(Message).where(Message.id == row.id).values(body=result.text, guarded=guarded)
            former = update(Edit).where(Edit.message_id == row.id).values(former_body=result.text)
            await arrival.session.execute(found)
            await arrival.session.execute(former)


async def _by_wamid(arrival: Arrival, wamid: str | None) -> Message | None:
    found = select(Message).where(Message.number_id == arrival.number.id, Message.wamid == wamid)
    return (await arrival.session.scalars(found)).one_or_none()

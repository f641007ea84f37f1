"""What is to be sent, with everything that sending needs, read in one go."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from handoff.models import OutboxKind
from handoff.sending import from_row
from handoff.vault import Vault
from handoff.whatsapp.outbound import Addressee, FileMessage, Outbound, ReactionTo, TemplateMessage, Text


@dataclass(frozen=True, slots=True)
class Letter:
    """`outbound`: what the message says, or for a reaction the emoji. `is_late`: due so long ago that typing dots
    would come out of nowhere. `upload`: the file that WhatsApp doesn't have yet.
    """

    entry_id: int
    kind: OutboxKind
    attempts: int
    conversation_id: UUID
    number_id: UUID
    phone_number_id: str
    token: str
    message_id: int
    wamid: str | None
    status: int
    outbound: Outbound
    quoted_wamid: str | None
    to: Addressee
    last_inbound_at: datetime | None
    is_late: bool
    upload: UUID | None


# What is due, of each conversation the oldest only, and in the same statement all that sending it needs.
CLAIM = text("""
    WITH o AS (
        UPDATE outbox SET state = 'sending', attempts = least(attempts + 1, 32000), holder = :holder
        WHERE id IN (
            SELECT o.id FROM outbox o JOIN numbers n ON n.id = o.number_id AND n.sending_stopped IS NULL
            WHERE o.state = 'queued' AND o.due_at <= clock_timestamp()
              AND (o.kind IN ('read', 'typing') OR NOT EXISTS (
                  SELECT FROM outbox p
                  WHERE p.conversation_id = o.conversation_id AND p.id < o.id AND p.kind = o.kind
                    AND (o.kind = 'message' OR p.message_id = o.message_id)))
            ORDER BY o.id LIMIT :limit FOR UPDATE OF o SKIP LOCKED)
        RETURNING id, kind, attempts, conversation_id, number_id, message_id, due_at
    )
    SELECT o.id, o.kind, o.attempts, o.conversation_id, o.number_id, n.phone_number_id, n.access_token,
           m.id AS message_id, m.wamid, coalesce(m.status, 0) AS status, m.kind AS message_kind, m.body, m.content,
           m.quoted_wamid, c.last_inbound_at, o.due_at < clock_timestamp() - interval '10 s' AS is_late,
           f.id AS file_id, f.media_id, f.file_name, coalesce(r.emoji, '') AS emoji,
           (SELECT ciphertext FROM identifiers i
            WHERE i.customer_id = c.customer_id AND i.kind = 'wa_id' AND i.retired_at IS NULL
            ORDER BY seen_at DESC LIMIT 1) AS wa_id,
           (SELECT ciphertext FROM identifiers i
            WHERE i.customer_id = c.customer_id AND i.kind = 'bsuid' AND i.retired_at IS NULL
            ORDER BY seen_at DESC LIMIT 1) AS bsuid
    FROM o
    JOIN messages m ON m.id = o.message_id
    JOIN conversations c ON c.id = o.conversation_id
    JOIN numbers n ON n.id = o.number_id
    LEFT JOIN media f ON f.message_id = m.id AND m.author <> 'customer'
    LEFT JOIN reactions r ON r.message_id = m.id AND r.author = 'agent'
    ORDER BY o.id
""")

# What a claim gave us whose answer never came: nobody is sending it.
LOST = text("""
    UPDATE outbox SET state = 'queued', holder = NULL
    WHERE state = 'sending' AND holder = :holder AND id <> ALL(CAST(:in_hand AS bigint[]))
""")


def letter_of(row: Any, *, vault: Vault, access_token: str) -> Letter:
    """From a row of CLAIM. `access_token` serves numbers that have none of their own."""
    return Letter(
        entry_id=row.id,
        kind=OutboxKind(row.kind),
        attempts=row.attempts,
        conversation_id=row.conversation_id,
        number_id=row.number_id,
        phone_number_id=row.phone_number_id,
        token=vault.unseal(row.access_token) if row.access_token else access_token,
        message_id=row.message_id,
        wamid=row.wamid,
        status=row.status,
        outbound=_outbound(row),
        quoted_wamid=row.quoted_wamid,
        to=Addressee(
            wa_id=vault.unseal(row.wa_id) if row.wa_id else None,
            bsuid=vault.unseal(row.bsuid) if row.bsuid else None,
        ),
        last_inbound_at=row.last_inbound_at,
        is_late=row.is_late,
        upload=row.file_id if row.media_id is None else None,
    )


def _outbound(row: Any) -> Outbound:
    if row.kind == OutboxKind.REACTION:
        return ReactionTo(row.wamid, row.emoji)
    if row.kind != OutboxKind.MESSAGE:
        return Text("")
    outbound = from_row(row.message_kind, row.body, row.content)
    if isinstance(outbound, FileMessage):
        return replace(outbound, name=row.file_name, media_id=row.media_id)
    if isinstance(outbound, TemplateMessage):
        return replace(outbound, picture_id=row.media_id)
    return outbound

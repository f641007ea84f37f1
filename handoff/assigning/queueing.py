"""A chat that goes on waiting, for others or for the opening, and keeps its place."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handoff.changing_hands import note_change
from handoff.models import Conversation, HandoffReason, Mover, Owner, SentOut


def keep_waiting(
    session: AsyncSession,
    conversation: Conversation,
    *,
    to: Owner,
    reason: HandoffReason,
    now: datetime,
    rule: SentOut | None = None,
) -> None:
    """`to`: waiting or parked; it has waited as long as before. Written when the session is flushed."""
    since = conversation.waiting_since
    note_change(session, conversation, to=to, by=Mover.TIME, reason=reason, now=now, rule=rule)
    conversation.waiting_since = since or now

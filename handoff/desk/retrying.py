"""A message that failed, sent once more: a new message, and the old one says so."""

from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.desk.locking import held
from handoff.desk.reading import look
from handoff.desk.replying import window_is_open
from handoff.errors import HandoffError, NotFound, OutsideServiceWindow
from handoff.models import Author, Message, Status, User
from handoff.sending import from_row, send
from handoff.whatsapp.outbound import TemplateMessage

RETRIES = UUID("5f0c6f5e-2f0e-4c1e-9d0a-6a4b6f1f7d11")

# What asks for a look because a message didn't arrive; whoever sends it again has looked.
ABOUT_SENDING = ("send_failed", "outcome_unknown")

COPY_FILE = text("""
    INSERT INTO media (id, message_id, number_id, mime_type, file_name, state, attempts, due_at, size, sha256, content)
    SELECT gen_random_uuid(), :new, number_id, mime_type, file_name, state, 0, clock_timestamp(), size, sha256, content
    FROM media WHERE message_id = :old
""")


class NothingToRetry(HandoffError):
    """It has arrived, or may have and nobody said "anyway"."""


async def retry(
    session: AsyncSession, conversation_id: UUID, message_id: int, *, user: User, anyway: bool, now: datetime
) -> int:
    """Sends an agent's failed message again, exactly once, and returns the new message's id; a second call returns the
    same. `anyway`: also one of which nobody knows whether it has arrived.

    Raises NotFound, ConversationMoved, OutsideServiceWindow and NothingToRetry.
    """
    conversation = await held(session, conversation_id, user=user)
    failed = await session.scalar(
        select(Message)
        .where(Message.id == message_id, Message.conversation_id == conversation_id, Message.author == Author.AGENT)
        .with_for_update()
    )
    if failed is None:
        raise NotFound("no such message to send again")
    # The key makes it one attempt for each failure, whoever asks and how often.
    key = uuid5(RETRIES, str(message_id))
    if (former := await session.scalar(select(Message.id).where(Message.client_key == key))) is not None:
        return former
    if failed.status != Status.FAILED and not (anyway and failed.status == Status.UNKNOWN):
        raise NothingToRetry("it has not failed")
    outbound = from_row(failed.kind, failed.body, failed.content)
    if not isinstance(outbound, TemplateMessage) and not window_is_open(conversation, now=now):
        raise OutsideServiceWindow()
    new_id = await send(
        session,
        conversation,
        outbound,
        author=Author.AGENT,
        now=now,
        user_id=user.id,
        quoting=failed.quoted_wamid,
        client_key=key,
    )
    await session.execute(COPY_FILE, {"new": new_id, "old": message_id})
    failed.content = failed.content | {"replaced_by": new_id}
    if conversation.attention in ABOUT_SENDING:
        await look(session, conversation_id, user=user, now=now)
    return new_id

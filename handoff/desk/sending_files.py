"""A picture or a document to the customer, past the guard."""

import hashlib
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from handoff.desk.guarding import Checked, ConfidentialReply, check_words
from handoff.desk.locking import held
from handoff.desk.quoting import quoted_wamid
from handoff.desk.reading import mark_all_read
from handoff.desk.replying import window_is_open
from handoff.errors import OutsideServiceWindow
from handoff.guard import mask
from handoff.models import Author, Conversation, Media, MediaState, Message, TextBlock, User
from handoff.sending import send
from handoff.whatsapp.files import OutgoingFile, outgoing_file
from handoff.whatsapp.outbound import FileMessage


async def send_file(
    session: AsyncSession,
    conversation_id: UUID,
    *,
    user: User,
    file: OutgoingFile,
    caption: str,
    client_key: UUID,
    now: datetime,
    quoting: int | None = None,
) -> int:
    """Sends `file` once for each `client_key`, and returns the message's id. The outbox uploads it.

    Raises NotFound, ConversationMoved, OutsideServiceWindow, ConfidentialReply and LimitExceeded.
    """
    conversation = await held(session, conversation_id, user=user)
    sent = select(Message.id).where(Message.client_key == client_key, Message.conversation_id == conversation_id)
    if (message_id := await session.scalar(sent)) is not None:
        return message_id
    if not window_is_open(conversation, now=now):
        raise OutsideServiceWindow()
    await _check_words(session, conversation, file, caption, now=now)
    message_id = await send(
        session,
        conversation,
        FileMessage(file.kind, caption, file.name),
        author=Author.AGENT,
        now=now,
        user_id=user.id,
        quoting=await quoted_wamid(session, conversation, quoting),
        client_key=client_key,
    )
    session.add(kept_file(conversation, message_id, file))
    await mark_all_read(session, conversation)
    return message_id


async def send_block_file(
    session: AsyncSession, conversation_id: UUID, block_id: UUID, *, user: User, client_key: UUID, now: datetime
) -> int | None:
    """The text block's file, beside a reply; None if it was removed from the block since. Raises as `send_file`."""
    conversation = await held(session, conversation_id, user=user)
    block = await session.scalar(
        select(TextBlock)
        .where(TextBlock.id == block_id, TextBlock.institution_id == conversation.institution_id)
        .options(undefer(TextBlock.content))
    )
    if block is None or block.content is None:
        return None
    file = outgoing_file(block.file_name or "", block.content)
    return await send_file(session, conversation_id, user=user, file=file, caption="", client_key=client_key, now=now)


def kept_file(conversation: Conversation, message_id: int, file: OutgoingFile) -> Media:
    """The file of a message of ours, for the outbox to upload."""
    return Media(
        message_id=message_id,
        number_id=conversation.number_id,
        media_id=None,
        mime_type=file.mime_type,
        file_name=file.name,
        state=MediaState.STORED,
        due_at=func.clock_timestamp(),
        size=len(file.content),
        sha256=hashlib.sha256(file.content).digest(),
        content=file.content,
    )


async def _check_words(
    session: AsyncSession, conversation: Conversation, file: OutgoingFile, caption: str, *, now: datetime
) -> None:
    """What the customer reads beside the file. Raises ConfidentialReply."""
    for checked in (
        Checked(file.name, mask(file.name).finds, may_send=False),
        await check_words(session, conversation, caption, now=now),
    ):
        if checked.finds:
            raise ConfidentialReply(checked)

"""What an agent writes to the customer, past the guard."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.auditing import audit_row
from handoff.catalogue import Catalogue
from handoff.desk.drafting import drop_draft
from handoff.desk.guarding import Checked, ConfidentialReply, check_words
from handoff.desk.locking import held
from handoff.desk.quoting import quoted_wamid
from handoff.desk.reading import mark_all_read
from handoff.errors import OutsideServiceWindow
from handoff.models import FOR_ITS_HOLDER, Author, Conversation, Message, User
from handoff.sending import send
from handoff.text_blocks import count_uses
from handoff.whatsapp.outbound import Text
from handoff.window import is_window_open, window_end


async def reply(
    session: AsyncSession,
    conversation_id: UUID,
    *,
    user: User,
    body: str,
    client_key: UUID,
    now: datetime,
    catalogue: Catalogue,
    overruling: bool = False,
    text_blocks: Collection[UUID] = (),
    quoting: int | None = None,
) -> int:
    """Sends `body` once for each `client_key`, ends its draft, and returns the message's id.

    `overruling`: the agent has confirmed what the guard found; it counts where the catalogue lets him.
    `text_blocks`: those that went into it. `quoting`: the id of another message.

    Raises NotFound, ConversationMoved, OutsideServiceWindow, ConfidentialReply and LimitExceeded.
    """
    conversation = await held(session, conversation_id, user=user)
    client_key, message_id = await _key_for(session, conversation_id, body, client_key)
    if message_id is not None:
        return message_id
    if not window_is_open(conversation, now=now):
        raise OutsideServiceWindow()
    checked = await check_words(session, conversation, body, catalogue=catalogue, now=now)
    if checked.finds and not (overruling and checked.may_send):
        raise ConfidentialReply(checked)
    message_id = await send(
        session,
        conversation,
        Text(body),
        author=Author.AGENT,
        now=now,
        user_id=user.id,
        quoting=await quoted_wamid(session, conversation, quoting),
        client_key=client_key,
    )
    if checked.finds:
        _write_down(session, conversation, message_id, checked, user=user, now=now)
    await count_uses(session, conversation.institution_id, text_blocks)
    await drop_draft(session, conversation_id, user=user)
    await mark_all_read(session, conversation)
    if conversation.attention in FOR_ITS_HOLDER:
        conversation.attention = None
    return message_id


def window_ends(conversation: Conversation) -> datetime | None:
    """24 hours after the customer's last message (contract, §12); None if there is none."""
    return window_end(conversation.last_inbound_at)


def window_is_open(conversation: Conversation, *, now: datetime) -> bool:
    return is_window_open(conversation.last_inbound_at, now=now)


async def _key_for(
    session: AsyncSession, conversation_id: UUID, body: str, client_key: UUID
) -> tuple[UUID, int | None]:
    """The key, and the message that has it already.

    Two devices may have gone on with one draft, and its key: what differs is another message, with a key made of both.
    """
    for key in (client_key, uuid5(client_key, body)):
        sent = select(Message.id, Message.body).where(
            Message.client_key == key, Message.conversation_id == conversation_id
        )
        found = (await session.execute(sent)).one_or_none()
        if found is None or found.body == body:
            return key, found.id if found else None
    raise AssertionError("a key made of the body belongs to it")


def _write_down(
    session: AsyncSession, conversation: Conversation, message_id: int, checked: Checked, *, user: User, now: datetime
) -> None:
    """What was overruled, never the text."""
    after = {"kinds": [kind.value for kind in checked.kinds], "topic": conversation.topic, "message": message_id}
    subject = f"conversation:{conversation.id}"
    session.add(audit_row(conversation.institution_id, "overrule_guard", subject, None, after, user, now))

"""What an agent writes to the customer, past the guard."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.desk.locking import held
from handoff.desk.reading import mark_all_read
from handoff.errors import HandoffError, OutsideServiceWindow
from handoff.guard import SPAN_MESSAGES, SPAN_TIME, Kind, Masked, mask, spans
from handoff.models import FOR_ITS_HOLDER, Author, Conversation, Message, User
from handoff.sending import send
from handoff.whatsapp.outbound import Text
from handoff.window import is_window_open, window_end


class ConfidentialReply(HandoffError):
    """The guard found something in an agent's reply; it was not sent. `masked` shows where."""

    def __init__(self, kinds: tuple[Kind, ...], masked: str):
        super().__init__("the reply holds what must not be sent")
        self.kinds = kinds
        self.masked = masked


async def reply(
    session: AsyncSession, conversation_id: UUID, *, user: User, body: str, client_key: UUID, now: datetime
) -> int:
    """Sends `body` once for each `client_key`, and returns the message's id.

    Raises NotFound, ConversationMoved, OutsideServiceWindow, ConfidentialReply and LimitExceeded.
    """
    conversation = await held(session, conversation_id, user=user)
    sent = select(Message.id).where(Message.client_key == client_key, Message.conversation_id == conversation_id)
    if (message_id := await session.scalar(sent)) is not None:
        return message_id
    if not window_is_open(conversation, now=now):
        raise OutsideServiceWindow()
    masked = await _guarded(session, conversation_id, body, now=now)
    if masked.finds:
        raise ConfidentialReply(tuple(dict.fromkeys(find.kind for find in masked.finds)), masked.text)
    message_id = await send(
        session, conversation, Text(body), author=Author.AGENT, now=now, user_id=user.id, client_key=client_key
    )
    await mark_all_read(session, conversation)
    if conversation.attention in FOR_ITS_HOLDER:
        conversation.attention = None
    return message_id


def window_ends(conversation: Conversation) -> datetime | None:
    """24 hours after the customer's last message (contract, §12); None if there is none."""
    return window_end(conversation.last_inbound_at)


def window_is_open(conversation: Conversation, *, now: datetime) -> bool:
    return is_window_open(conversation.last_inbound_at, now=now)


async def _guarded(session: AsyncSession, conversation_id: UUID, body: str, *, now: datetime) -> Masked:
    """By itself, and as the end of what the desk has just written: a number may come in pieces."""
    alone = mask(body)
    if alone.finds:
        return alone
    just_said = (
        select(Message.body)
        .where(Message.conversation_id == conversation_id, Message.sent_at > now - SPAN_TIME)
        .where(Message.author == Author.AGENT, Message.body != "")
        .order_by(Message.sent_at.desc(), Message.id.desc())
        .limit(SPAN_MESSAGES)
    )
    earlier = (await session.scalars(just_said)).all()
    return spans([*reversed(earlier), body])[-1]

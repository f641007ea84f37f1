"""What people do at the desk: one function an act, on the session that is given, in its transaction."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import access_of, locked_callback, locked_conversation
from handoff.changing_hands import change_hands
from handoff.errors import ConversationMoved, HandoffError, OutsideServiceWindow
from handoff.guard import SPAN_MESSAGES, SPAN_TIME, Kind, Masked, mask, spans
from handoff.models import (
    Audit,
    Author,
    Callback,
    CallbackState,
    Conversation,
    HandoffReason,
    Message,
    Mover,
    Owner,
    User,
)
from handoff.models.base import JSON
from handoff.sending import mark_read, send
from handoff.whatsapp.outbound import Text
from handoff.window import is_window_open, window_end


class ConfidentialReply(HandoffError):
    """The guard found something in an agent's reply; it was not sent. `masked` shows where."""

    def __init__(self, kinds: tuple[Kind, ...], masked: str):
        super().__init__("the reply holds what must not be sent")
        self.kinds = kinds
        self.masked = masked


async def take(session: AsyncSession, conversation_id: UUID, *, user: User, now: datetime) -> Conversation:
    """A second time it changes nothing. Raises NotFound, and ConversationMoved if another one was quicker."""
    conversation = await _locked(session, conversation_id, user=user)
    if conversation.agent_id == user.id:
        return conversation
    if conversation.owner in (Owner.AGENT, Owner.CLOSED):
        raise ConversationMoved(await _holder(session, conversation))
    await change_hands(
        session,
        conversation,
        to=Owner.AGENT,
        by=Mover.AGENT,
        reason=HandoffReason.TAKEN,
        now=now,
        user=user,
        agent_id=user.id,
    )
    return conversation


async def reply(
    session: AsyncSession, conversation_id: UUID, *, user: User, body: str, client_key: UUID, now: datetime
) -> int:
    """Sends `body` once for each `client_key`, and returns the message's id.

    Raises NotFound, ConversationMoved, OutsideServiceWindow, ConfidentialReply and LimitExceeded.
    """
    conversation = await _held(session, conversation_id, user=user)
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
    await _mark_read(session, conversation)
    return message_id


async def read(session: AsyncSession, conversation_id: UUID, *, user: User) -> bool:
    """Blue ticks for the customer if this user holds the chat and something in it was unread. True if so."""
    conversation = await _locked(session, conversation_id, user=user)
    if conversation.agent_id != user.id or conversation.unread == 0:
        return False
    await _mark_read(session, conversation)
    return True


async def hand_back(session: AsyncSession, conversation_id: UUID, *, user: User, now: datetime) -> Conversation:
    """To the bot. Raises NotFound, and ConversationMoved if the user doesn't hold it."""
    return await _part(session, conversation_id, to=Owner.BOT, reason=HandoffReason.RETURNED, user=user, now=now)


async def close(session: AsyncSession, conversation_id: UUID, *, user: User, now: datetime) -> Conversation:
    """The customer's next message starts with the bot again. Raises NotFound, and ConversationMoved."""
    return await _part(session, conversation_id, to=Owner.CLOSED, reason=HandoffReason.DONE, user=user, now=now)


async def look(session: AsyncSession, conversation_id: UUID, *, user: User, now: datetime) -> Conversation:
    """Somebody has looked at what needed a look. Raises NotFound."""
    conversation = await _locked(session, conversation_id, user=user)
    if conversation.attention is not None:
        subject = f"conversation:{conversation.id}"
        before = {"attention": conversation.attention}
        session.add(_audit(conversation.institution_id, "look", subject, before, {"attention": None}, user, now))
        conversation.attention = None
    return conversation


async def show_phone(session: AsyncSession, callback_id: UUID, *, user: User, now: datetime) -> Callback:
    """Writes down who saw the number. Raises NotFound."""
    callback = await locked_callback(session, await access_of(session, user.id), callback_id)
    subject = f"callback:{callback.id}"
    session.add(_audit(callback.institution_id, "show_phone", subject, None, None, user, now))
    return callback


async def finish_callback(session: AsyncSession, callback_id: UUID, *, user: User, now: datetime) -> Callback:
    """A second time it changes nothing. Raises NotFound."""
    callback = await locked_callback(session, await access_of(session, user.id), callback_id)
    if callback.state is CallbackState.OPEN:
        callback.state = CallbackState.DONE
        callback.done_at = now
        callback.done_by_id = user.id
        before, after = {"state": CallbackState.OPEN.value}, {"state": CallbackState.DONE.value}
        subject = f"callback:{callback.id}"
        session.add(_audit(callback.institution_id, "finish_callback", subject, before, after, user, now))
    return callback


def window_ends(conversation: Conversation) -> datetime | None:
    """24 hours after the customer's last message (contract, §12); None if there is none."""
    return window_end(conversation.last_inbound_at)


def window_is_open(conversation: Conversation, *, now: datetime) -> bool:
    return is_window_open(conversation.last_inbound_at, now=now)


async def _part(
    session: AsyncSession, conversation_id: UUID, *, to: Owner, reason: HandoffReason, user: User, now: datetime
) -> Conversation:
    conversation = await _held(session, conversation_id, user=user)
    await change_hands(session, conversation, to=to, by=Mover.AGENT, reason=reason, now=now, user=user)
    return conversation


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


async def _held(session: AsyncSession, conversation_id: UUID, *, user: User) -> Conversation:
    conversation = await _locked(session, conversation_id, user=user)
    if conversation.agent_id != user.id:
        raise ConversationMoved(await _holder(session, conversation))
    return conversation


async def _locked(session: AsyncSession, conversation_id: UUID, *, user: User) -> Conversation:
    return await locked_conversation(session, await access_of(session, user.id), conversation_id)


async def _holder(session: AsyncSession, conversation: Conversation) -> str | None:
    if conversation.agent_id is None:
        return None
    return await session.scalar(select(User.name).where(User.id == conversation.agent_id))


async def _mark_read(session: AsyncSession, conversation: Conversation) -> None:
    if conversation.unread == 0:
        return
    conversation.unread = 0
    newest = (
        select(Message.id)
        .where(Message.conversation_id == conversation.id, Message.author == Author.CUSTOMER)
        .where(Message.wamid.is_not(None), Message.kind.not_in(("reaction", "edit", "revoke", "system")))
        .order_by(Message.sent_at.desc(), Message.id.desc())
        .limit(1)
    )
    if (message_id := await session.scalar(newest)) is not None:
        await mark_read(session, conversation, message_id)


def _audit(
    institution_id: UUID,
    act: str,
    subject: str,
    before: JSON | None,
    after: JSON | None,
    user: User,
    now: datetime,
) -> Audit:
    return Audit(
        institution_id=institution_id,
        at=now,
        actor=Mover.AGENT.value,
        user_id=user.id,
        act=act,
        subject=subject,
        before=before,
        after=after,
    )

"""How a chat probably ended, to be chosen beforehand in the form that closes it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import (
    Appointment,
    AppointmentState,
    Author,
    Callback,
    CallbackState,
    Conversation,
    Message,
    Outcome,
)
from handoff.window import is_window_open


async def likely_outcome(session: AsyncSession, conversation: Conversation, *, now: datetime) -> Outcome:
    """By what was agreed in it, else by who spoke last and how long ago."""
    booked = select(Appointment.id).where(
        Appointment.conversation_id == conversation.id, Appointment.state == AppointmentState.BOOKED
    )
    if await session.scalar(booked.limit(1)) is not None:
        return Outcome.APPOINTMENT
    promised = select(Callback.id).where(
        Callback.conversation_id == conversation.id, Callback.state == CallbackState.OPEN
    )
    if await session.scalar(promised.limit(1)) is not None:
        return Outcome.CALLBACK
    last = (
        select(Message.author)
        .where(Message.conversation_id == conversation.id, Message.author.in_((Author.CUSTOMER, Author.AGENT)))
        .order_by(Message.sent_at.desc(), Message.id.desc())
        .limit(1)
    )
    is_silent = not is_window_open(conversation.last_inbound_at, now=now)
    if is_silent and await session.scalar(last) is Author.AGENT:
        return Outcome.NO_ANSWER
    return Outcome.ANSWERED

"""Callbacks, as people promise them and work through them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import access_of, locked_callback
from handoff.auditing import audit_row, change
from handoff.callbacks import Window, open_callback, request_callback
from handoff.desk.guarding import refuse_confidential
from handoff.desk.locking import seen
from handoff.desk.telling import chat_to_tell_in, of_callback, tell
from handoff.errors import NotFound
from handoff.models import Audit, Callback, CallbackOutcome, CallbackState, Institution, Team, User
from handoff.models.base import JSON

# The same call promised once more within this time is the same click.
TWICE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Call:
    """A callback as an agent promises it. `phone` is sealed; `tells`: the customer gets a message about it."""

    team_id: UUID
    topic: str
    phone: bytes
    language: str
    window: Window
    tells: bool


@dataclass(frozen=True, slots=True)
class Attempt:
    """What became of a call. `again`: when the next one is, null if there is none. `tries`: as its form showed them."""

    outcome: CallbackOutcome
    note: str
    again: Window | None
    tries: int
    tells: bool


async def promise_call(session: AsyncSession, chat_id: UUID, call: Call, *, user: User, now: datetime) -> Callback:
    """Takes the place of the one that is awaited already: nobody is called twice. Raises NotFound."""
    conversation = await seen(session, chat_id, user=user)
    team = await session.scalar(
        select(Team).where(Team.id == call.team_id, Team.institution_id == conversation.institution_id)
    )
    if team is None:
        raise NotFound("no such team")
    former = await open_callback(session, customer_id=conversation.customer_id, now=now)
    if former is not None and _is_same(former, call, user, now):
        return former
    callback = await request_callback(
        session,
        conversation=conversation,
        team=team,
        topic=call.topic,
        phone=call.phone,
        window=call.window,
        now=now,
        replacing=former,
        language=call.language,
        promised_by=user.id,
    )
    before = _planned(former) if former else None
    session.add(_audited(callback, "create_callback", before, _planned(callback), user, now))
    if call.tells:
        zone = (await session.get_one(Institution, callback.institution_id)).zone
        message = of_callback("created", call.window, language=conversation.language, zone=zone)
        await tell(session, conversation, message, user=user, now=now)
    return callback


async def show_phone(session: AsyncSession, callback_id: UUID, *, user: User, now: datetime) -> Callback:
    """Writes down who saw the number. Raises NotFound."""
    callback = await locked_callback(session, await access_of(session, user.id), callback_id)
    session.add(_audited(callback, "show_phone", None, None, user, now))
    return callback


async def settle_callback(
    session: AsyncSession, callback_id: UUID, attempt: Attempt, *, user: User, now: datetime
) -> Callback:
    """A second time, or after somebody else has called, it changes nothing. Raises NotFound and ConfidentialReply."""
    refuse_confidential(attempt.note)
    access = await access_of(session, user.id)
    customer = await session.scalar(select(Callback.customer_id).where(Callback.id == callback_id, access.callbacks()))
    if customer is None:
        raise NotFound("no such callback")
    # Locks go from the chat to what hangs on it, as the bot's turn takes them.
    conversation = await chat_to_tell_in(session, customer, lock=True)
    callback = await locked_callback(session, access, callback_id)
    if callback.state is not CallbackState.OPEN or callback.tries != attempt.tries:
        return callback
    missed = attempt.outcome is CallbackOutcome.NOT_REACHED
    before, after = change(callback, outcome=attempt.outcome, tries=callback.tries + missed)
    if attempt.again is not None and missed:
        moved = change(callback, earliest=attempt.again.earliest, latest=attempt.again.latest)
    else:
        moved = change(callback, state=CallbackState.DONE, done_at=now, done_by_id=user.id)
    callback.note = attempt.note or callback.note
    session.add(_audited(callback, "settle_callback", before | moved[0], after | moved[1], user, now))
    if attempt.tells and attempt.again is not None and missed and conversation is not None:
        zone = (await session.get_one(Institution, callback.institution_id)).zone
        message = of_callback("again", attempt.again, language=conversation.language, zone=zone)
        await tell(session, conversation, message, user=user, now=now)
    return callback


def _is_same(former: Callback, call: Call, user: User, now: datetime) -> bool:
    same = (former.team_id, former.topic, former.earliest, former.latest) == (
        call.team_id,
        call.topic,
        call.window.earliest,
        call.window.latest,
    )
    return same and former.created_by_id == user.id and now - former.created_at < TWICE


def _planned(callback: Callback) -> JSON:
    return {
        "topic": callback.topic,
        "team_id": str(callback.team_id),
        "earliest": callback.earliest.isoformat(),
        "latest": callback.latest.isoformat(),
    }


def _audited(callback: Callback, act: str, before: JSON | None, after: JSON | None, user: User, now: datetime) -> Audit:
    return audit_row(callback.institution_id, act, f"callback:{callback.id}", before, after, user, now)

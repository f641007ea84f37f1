"""Callbacks: when the team can call, and the row that says whom, when and about what."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.hours import Hours
from handoff.models import Callback, CallbackState, Conversation, Identifier, IdentifierKind, Team
from handoff.vault import Vault
from handoff.when import When

LEAD = timedelta(minutes=30)
SHORTEST = timedelta(minutes=30)
USUAL = timedelta(hours=1)
AHEAD = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Window:
    earliest: datetime
    latest: datetime


@dataclass(frozen=True, slots=True)
class WindowFound:
    """`as_wished`: the window lies within the wish; otherwise it is the next in which the team is there."""

    window: Window
    as_wished: bool


def find_window(hours: Hours, wanted: When, *, now: datetime) -> WindowFound | None:
    """The part of the wish in which the team is there, `now` in its zone; None if it isn't there for four weeks."""
    first = wanted.day or now.date()
    last = wanted.last_day or wanted.day or (now + AHEAD).date()
    impossible = wanted == When(None, None, None)
    days = [] if impossible else _days(max(first, now.date()), min(last, (now + AHEAD).date()))
    for day in days:
        if window := _on(hours, day, wanted.start, wanted.end, now):
            return WindowFound(window, as_wished=True)
    start = first if not impossible and now.date() < first <= (now + AHEAD).date() else now.date()
    for day in _days(start, start + AHEAD):
        window = _on(hours, day, wanted.start, wanted.end, now) or _on(hours, day, None, None, now)
        if window:
            return WindowFound(window, as_wished=False)
    return None


async def open_callback(session: AsyncSession, *, customer_id: UUID, now: datetime) -> Callback | None:
    """The next call that the customer waits for; it counts as awaited until the team says it is done."""
    waiting = (
        select(Callback)
        .where(Callback.customer_id == customer_id, Callback.state == CallbackState.OPEN, Callback.latest > now)
        .order_by(Callback.earliest)
        .limit(1)
    )
    return await session.scalar(waiting)


async def request_callback(
    session: AsyncSession,
    *,
    conversation: Conversation,
    team: Team,
    topic: str,
    phone: bytes,
    window: Window,
    now: datetime,
    replacing: Callback | None = None,
    language: str | None = None,
    promised_by: UUID | None = None,
) -> Callback:
    """`phone` is sealed. `replacing` is cancelled: nobody is called twice. `promised_by`: the agent, if one did."""
    if replacing is not None:
        await cancel_callback(session, replacing)
    callback = Callback(
        institution_id=conversation.institution_id,
        customer_id=conversation.customer_id,
        conversation_id=conversation.id,
        team_id=team.id,
        topic=topic,
        phone=phone,
        language=language or conversation.language,
        earliest=window.earliest,
        latest=window.latest,
        created_at=now,
        created_by_id=promised_by,
    )
    session.add(callback)
    await session.flush()
    return callback


async def cancel_callback(session: AsyncSession, callback: Callback) -> None:
    callback.state = CallbackState.CANCELLED
    await session.flush()


async def own_number(session: AsyncSession, *, customer_id: UUID, vault: Vault) -> str | None:
    """The number the customer writes from, as "+4915555501234"; None if WhatsApp doesn't tell it."""
    sealed = await session.scalar(
        select(Identifier.ciphertext)
        .where(
            Identifier.customer_id == customer_id,
            Identifier.kind == IdentifierKind.WA_ID,
            Identifier.retired_at.is_(None),
        )
        .order_by(Identifier.seen_at.desc())
        .limit(1)
    )
    return f"+{vault.unseal(sealed).lstrip('+')}" if sealed else None


def _on(hours: Hours, day: date, start: time | None, end: time | None, now: datetime) -> Window | None:
    """The longest common part of the day's hours and the wish; a point in time becomes the hour from it."""
    zone = ZoneInfo(hours.zone)
    after = datetime.combine(day, start, zone) if start else None
    before = datetime.combine(day, end, zone) if end else (after + USUAL if after else None)
    parts = []
    for span in hours.spans(day):
        earliest = max(span.start, after or span.start, _rounded(now + LEAD))
        latest = min(span.end, before or span.end)
        if latest - earliest >= SHORTEST:
            parts.append(Window(earliest, latest))
    return max(parts, key=lambda window: window.latest - window.earliest, default=None)


def _rounded(moment: datetime) -> datetime:
    """Up to the next quarter of an hour, which is easier to say."""
    over = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    return moment - over + timedelta(minutes=15) if over else moment


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=count) for count in range((last - first).days + 1)]

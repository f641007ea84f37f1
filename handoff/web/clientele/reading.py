"""All that an advisor's page shows, in as many queries however much there is of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.absences import absences_between, coming_absences, stands_in_for
from handoff.access import Right
from handoff.advising import covered_by
from handoff.models import Absence, Advisor, Appointment, AppointmentState, Callback, Institution
from handoff.web.calendar.callback_rows import Row, read_callbacks_of
from handoff.web.calendar.entries import Entry, read_entries
from handoff.web.clientele.chats import Chat, read_chats
from handoff.web.desk import Desk
from handoff.web.profile.absence_words import Said
from handoff.web.profile.absences import in_words
from handoff.web.viewer import Viewer

# So far ahead appointments are shown, and so many absences; the rest is in the calendar, and on the page of absences.
AHEAD = timedelta(days=14)
ABSENCES = 3


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    starts_at: datetime
    zone: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Time:
    """An absence in words. `is_now`: it has begun."""

    said: Said
    is_now: bool


@dataclass(frozen=True, slots=True)
class Clientele:
    """`is_linked`: an advisor of the calendar is his log-in; `may_know`: his role may see whose customer somebody is.

    `has_more`: more chats are open than shown. `away`: his absences, now and next; `covering`: those in which he stands
    in. `days`: with appointments, from today on.
    """

    is_linked: bool
    may_know: bool
    chats: tuple[Chat, ...]
    has_more: bool
    closed: tuple[Chat, ...]
    days: tuple[Day, ...]
    callbacks: tuple[Row, ...]
    away: tuple[Time, ...]
    covering: tuple[Time, ...]

    @property
    def ids(self) -> frozenset[UUID]:
        return frozenset(chat.line.id for chat in (*self.chats, *self.closed))

    @property
    def away_now(self) -> Said | None:
        return next((one.said for one in self.away if one.is_now), None)


async def read_clientele(session: AsyncSession, desk: Desk, viewer: Viewer) -> Clientele:
    access, now = viewer.access, desk.clock()
    houses = access.where(Right.CUSTOMERS)
    zone = await session.scalar(select(Institution.zone).where(Institution.id.in_(houses)).order_by(Institution.id))
    own = select(Advisor.id).where(Advisor.user_id == viewer.user.id, Advisor.institution_id.in_(houses))
    chats, closed, has_more = await read_chats(session, desk, viewer)
    away, covering = await _times(session, viewer, zone=zone or "UTC", now=now)
    return Clientele(
        is_linked=await session.scalar(own.limit(1)) is not None,
        may_know=any(access.sees_records(house) for house in houses),
        chats=chats,
        has_more=has_more,
        closed=closed,
        days=await _days(session, desk, viewer, now=now),
        callbacks=await read_callbacks_of(session, desk, viewer, access.is_advised(Callback.customer_id)),
        away=away,
        covering=covering,
    )


async def _days(session: AsyncSession, desk: Desk, viewer: Viewer, *, now: datetime) -> tuple[Day, ...]:
    """Today's appointments, those that are over too, and what comes."""
    entries = await read_entries(
        session,
        desk,
        viewer,
        Appointment.advisor_id.in_(viewer.access.advised),
        Appointment.state == AppointmentState.BOOKED,
        Appointment.ends_at > now - timedelta(days=1),
        Appointment.starts_at < now + AHEAD,
    )
    coming = [one for one in entries if one.day >= now.astimezone(ZoneInfo(one.zone)).date()]
    days = ((day, tuple(found)) for day, found in groupby(coming, key=lambda one: one.day))
    return tuple(Day(day, found[0].starts_at, found[0].zone, found) for day, found in days)


async def _times(
    session: AsyncSession, viewer: Viewer, *, zone: str, now: datetime
) -> tuple[tuple[Time, ...], tuple[Time, ...]]:
    """His own absences, and those of others in which he is there for them: now, from deputy to deputy, and later, as
    the deputy.
    """
    own = (await coming_absences(session, viewer.user.id, now=now))[:ABSENCES]
    covered = await covered_by(session, viewer.user.id, now=now) - {viewer.user.id}
    begun = await absences_between(session, covered, start=now, end=now + timedelta(microseconds=1)) if covered else ()
    later = [one for one in await stands_in_for(session, viewer.user.id, now=now) if one.starts_at > now]
    told = await in_words(session, viewer, [*own, *begun, *later], zone)
    times = _with_words([*own, *begun, *later], told, now=now)
    return times[: len(own)], times[len(own) :]


def _with_words(absences: Sequence[Absence], told: Sequence[Said], *, now: datetime) -> tuple[Time, ...]:
    return tuple(Time(said, one.starts_at <= now) for one, said in zip(absences, told, strict=True))

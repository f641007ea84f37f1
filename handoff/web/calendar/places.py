"""The calendar's pages as their streams follow them, each with the parameters of a stream's address."""

from dataclasses import dataclass
from uuid import UUID

from sanic import Request
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.desk import can_tell, chat_to_tell_in
from handoff.errors import NotFound
from handoff.web.calendar.callback_filter import Filter, filter_of
from handoff.web.calendar.callback_list import callback_items
from handoff.web.calendar.callback_rows import read_callbacks
from handoff.web.calendar.entries import read_entry
from handoff.web.calendar.event_list import read_event, read_events, read_sign_ups, sign_up_items
from handoff.web.calendar.week import read_week
from handoff.web.calendar.week_choice import Choice, choice_of
from handoff.web.clientele.following import Clientele
from handoff.web.desk import Desk
from handoff.web.live.columns import Column
from handoff.web.live.sheets import Place, Sheet
from handoff.web.shifts import choice as shift_choice
from handoff.web.shifts.roster import read_roster
from handoff.web.viewer import Viewer

NOTHING = Sheet({})


@dataclass(frozen=True, slots=True)
class Callbacks:
    wanted: Filter

    async def read(self, session: AsyncSession, desk: Desk, viewer: Viewer) -> Sheet:
        if not viewer.access.may(Right.CALLBACKS):
            return NOTHING
        rows = await read_callbacks(session, desk, viewer, self.wanted)
        return Sheet({}, (Column("callbacks", callback_items(desk, viewer, rows)),))


@dataclass(frozen=True, slots=True)
class Appointments:
    """The week, or its list."""

    choice: Choice

    async def read(self, session: AsyncSession, desk: Desk, viewer: Viewer) -> Sheet:
        if not viewer.access.may(Right.CALENDAR):
            return NOTHING
        week = await read_week(session, desk, viewer, self.choice)
        shown = ("weeks", "week", "days") if week.view == "week" else ("weeks", "days")
        panes = {name: _html(desk, viewer, name, week=week, zone=week.institution.zone) for name in shown}
        return Sheet(panes, houses=frozenset({week.institution.id}))


@dataclass(frozen=True, slots=True)
class OneAppointment:
    appointment_id: UUID

    async def read(self, session: AsyncSession, desk: Desk, viewer: Viewer) -> Sheet:
        try:
            entry = await read_entry(session, desk, viewer, self.appointment_id)
        except NotFound:
            return NOTHING
        tells = can_tell(await chat_to_tell_in(session, entry.customer_id), now=desk.clock())
        html = _html(desk, viewer, "appointment", entry=entry, can_tell=tells)
        return Sheet({"appointment": html}, houses=frozenset({entry.institution_id}))


@dataclass(frozen=True, slots=True)
class Events:
    async def read(self, session: AsyncSession, desk: Desk, viewer: Viewer) -> Sheet:
        if not viewer.access.may(Right.CALENDAR):
            return NOTHING
        events = await read_events(session, desk, viewer)
        return Sheet(
            {"events": _html(desk, viewer, "events", events=events)}, houses=viewer.access.where(Right.CALENDAR)
        )


@dataclass(frozen=True, slots=True)
class OneEvent:
    event_id: UUID

    async def read(self, session: AsyncSession, desk: Desk, viewer: Viewer) -> Sheet:
        try:
            event = await read_event(session, desk, viewer, self.event_id)
        except NotFound:
            return NOTHING
        rows = await read_sign_ups(session, desk, viewer, self.event_id)
        return Sheet(
            {"event": _html(desk, viewer, "event", event=event)},
            (Column("sign_ups", sign_up_items(desk, viewer, event, rows)),),
            frozenset({event.institution_id}),
        )


@dataclass(frozen=True, slots=True)
class Shifts:
    """A team's week."""

    choice: shift_choice.Choice

    async def read(self, session: AsyncSession, desk: Desk, viewer: Viewer) -> Sheet:
        if not viewer.access.may(Right.SHIFTS):
            return NOTHING
        try:
            roster = await read_roster(session, desk, viewer, self.choice)
        except NotFound:
            return NOTHING
        html = desk.pages.render("shifts/_roster.html", viewer, roster=roster)
        return Sheet({"roster": html}, houses=frozenset({roster.house.institution.id}))


def place_of(request: Request) -> Place | None:
    """The page, nearly always of the calendar, that a stream's address names. Raises ValueError for what is no id."""
    given = request.args
    if "customers" in given:
        return Clientele()
    if "callbacks" in given:
        return Callbacks(filter_of(request))
    if "appointments" in given:
        return Appointments(choice_of(request))
    if "appointment" in given:
        return OneAppointment(UUID(given.get("appointment") or ""))
    if "events" in given:
        return Events()
    if "event" in given:
        return OneEvent(UUID(given.get("event") or ""))
    if "shifts" in given:
        return Shifts(shift_choice.choice_of(request))
    return None


def _html(desk: Desk, viewer: Viewer, name: str, **values: object) -> str:
    """The element has the template's name as its id."""
    return desk.pages.render(f"calendar/_{name}.html", viewer, now=desk.clock(), **values)

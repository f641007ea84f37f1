"""What is planned with the customer of a chat: calls, appointments, events."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.appointments import topic_label, upcoming
from handoff.events import sign_ups_of
from handoff.models import Callback, CallbackState, Conversation, Meeting, SignUpState
from handoff.web.desk import Desk
from handoff.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class PlannedCall:
    id: UUID
    topic: str
    earliest: datetime
    latest: datetime
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class PlannedMeeting:
    id: UUID
    topic: str
    advisor: str
    meeting: Meeting
    starts_at: datetime
    late_minutes: int | None


@dataclass(frozen=True, slots=True)
class PlannedEvent:
    event_id: UUID
    title: str
    starts_at: datetime
    people: int
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class Next:
    """What comes first: `kind` is a "call", a "meeting" or an "event"."""

    kind: str
    at: datetime
    is_overdue: bool = False


@dataclass(frozen=True, slots=True)
class Plans:
    """`has_calendar`: the viewer may see and make appointments and sign-ups there; else there are none here."""

    chat_id: UUID
    zone: str
    calls: tuple[PlannedCall, ...]
    meetings: tuple[PlannedMeeting, ...]
    events: tuple[PlannedEvent, ...]
    has_calls: bool
    has_calendar: bool

    @property
    def number(self) -> int:
        return len(self.calls) + len(self.meetings) + len(self.events)

    @property
    def next(self) -> Next | None:
        """The first of them all in time; a call that is overdue was to be before."""
        every = [
            *(Next("call", one.earliest, one.is_overdue) for one in self.calls),
            *(Next("meeting", one.starts_at) for one in self.meetings),
            *(Next("event", one.starts_at) for one in self.events),
        ]
        return min(every, key=lambda one: one.at, default=None)


async def read_plans(session: AsyncSession, desk: Desk, viewer: Viewer, conversation: Conversation) -> Plans:
    """Needs the conversation's institution loaded."""
    house, customer_id, now = conversation.institution_id, conversation.customer_id, desk.clock()
    has_calendar = viewer.access.may(Right.CALENDAR, house)
    meetings = await upcoming(session, customer_id=customer_id, now=now) if has_calendar else []
    sign_ups = await sign_ups_of(session, customer_id=customer_id, now=now) if has_calendar else []
    calls = await session.scalars(
        select(Callback)
        .where(Callback.customer_id == customer_id, Callback.state == CallbackState.OPEN, viewer.access.callbacks())
        .where(Callback.institution_id == house)
        .order_by(Callback.earliest)
    )
    return Plans(
        chat_id=conversation.id,
        zone=conversation.institution.zone,
        calls=tuple(
            PlannedCall(
                call.id,
                desk.catalogue.title(call.topic, viewer.language),
                call.earliest,
                call.latest,
                call.latest <= now,
            )
            for call in calls
        ),
        meetings=tuple(
            PlannedMeeting(
                one.id,
                topic_label(one.topic, viewer.language),
                one.advisor.name,
                one.meeting,
                one.starts_at,
                one.late_minutes,
            )
            for one in meetings
        ),
        events=tuple(
            PlannedEvent(
                one.event_id,
                str(one.event.title[viewer.language]),
                one.event.starts_at,
                one.people,
                one.state is SignUpState.WAITING,
            )
            for one in sign_ups
        ),
        has_calls=viewer.access.may(Right.CALLBACKS, house),
        has_calendar=has_calendar,
    )

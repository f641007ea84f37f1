"""Events and their sign-ups as pages show them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.errors import NotFound
from handoff.models import Conversation, Customer, Event, Institution, Organisation, SignUp, SignUpState
from handoff.web.customers import shown
from handoff.web.desk import Desk
from handoff.web.viewer import Viewer

LONGEST = 500


@dataclass(frozen=True, slots=True)
class EventRow:
    """`waiting`: how many people hope for a place. `house` is set if the viewer works for several."""

    id: UUID
    institution_id: UUID
    title: str
    about: str
    place: str
    house: str | None
    zone: str
    starts_at: datetime
    ends_at: datetime
    places: int
    taken: int
    waiting: int
    called_off: bool

    @property
    def free(self) -> int:
        return self.places - self.taken


@dataclass(frozen=True, slots=True)
class SignUpRow:
    id: UUID
    name: str
    people: int
    state: SignUpState
    since: datetime
    chat_id: UUID | None


async def read_events(
    session: AsyncSession, desk: Desk, viewer: Viewer, *, event_id: UUID | None = None
) -> tuple[EventRow, ...]:
    """Those to come, or that one."""
    waiting = (
        select(func.coalesce(func.sum(SignUp.people), 0))
        .where(SignUp.event_id == Event.id, SignUp.state == SignUpState.WAITING)
        .correlate(Event)
        .scalar_subquery()
    )
    which = Event.id == event_id if event_id else Event.ends_at > desk.clock()
    found = await session.execute(
        select(Event, Institution.zone, Organisation.name, waiting)
        .join(Institution, Institution.id == Event.institution_id)
        .join(Organisation, Organisation.id == Institution.id)
        .where(Event.institution_id.in_(viewer.access.where(Right.CALENDAR)), which)
        .order_by(Event.starts_at, Event.slug)
        .limit(LONGEST)
    )
    many = len(viewer.access.institutions) > 1
    return tuple(
        EventRow(
            id=event.id,
            institution_id=event.institution_id,
            title=str(event.title[viewer.language]),
            about=str(event.description[viewer.language]),
            place=event.place,
            house=house if many else None,
            zone=zone,
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            places=event.places,
            taken=event.taken,
            waiting=int(waits),
            called_off=event.cancelled_at is not None,
        )
        for event, zone, house, waits in found
    )


async def read_event(session: AsyncSession, desk: Desk, viewer: Viewer, event_id: UUID) -> EventRow:
    """Raises NotFound."""
    events = await read_events(session, desk, viewer, event_id=event_id)
    if not events:
        raise NotFound("no such event")
    return events[0]


async def read_sign_ups(session: AsyncSession, desk: Desk, viewer: Viewer, event_id: UUID) -> tuple[SignUpRow, ...]:
    """Who comes, then who waits, in the order in which they will move up."""
    chat = (
        select(Conversation.id)
        .where(Conversation.customer_id == SignUp.customer_id, viewer.access.conversations())
        .order_by(Conversation.last_activity_at.desc())
        .limit(1)
        .correlate(SignUp)
        .scalar_subquery()
    )
    found = await session.execute(
        select(SignUp, Customer, Institution, chat)
        .join(Customer, Customer.id == SignUp.customer_id)
        .join(Institution, Institution.id == SignUp.institution_id)
        .where(SignUp.event_id == event_id, SignUp.state != SignUpState.CANCELLED)
        .order_by(SignUp.state, SignUp.created_at, SignUp.id)
        .limit(LONGEST)
    )
    return tuple(
        SignUpRow(
            sign_up.id,
            shown(desk, viewer, customer.id, institution.id, name=customer.name).name,
            sign_up.people,
            sign_up.state,
            sign_up.created_at,
            chat_id,
        )
        for sign_up, customer, institution, chat_id in found
    )

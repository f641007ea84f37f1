"""Events, as they are set up at the desk: planned, changed, called off."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.errors import HandoffError
from handoff.institutions.naming import free_slug
from handoff.institutions.reach import locked_institution, locked_row, record_change, record_new
from handoff.models import Event, User


class TooFewPlaces(HandoffError):
    """More have signed up than there would be places; `taken` are gone."""

    def __init__(self, taken: int):
        super().__init__("more places are taken")
        self.taken = taken


class CalledOff(HandoffError):
    """The event was called off; who had signed up has been told so."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`title` and `description` by language."""

    title: dict[str, str]
    description: dict[str, str]
    place: str
    starts_at: datetime
    ends_at: datetime
    places: int

    def values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


async def plan_event(session: AsyncSession, institution_id: UUID, plan: Plan, *, user: User, now: datetime) -> Event:
    """Raises NotFound."""
    await locked_institution(session, user, Right.INSTITUTION, institution_id)
    slug = await free_slug(session, Event, institution_id, plan.title["de"])
    event = Event(institution_id=institution_id, taken=0)
    await record_new(session, event, "plan_event", user, now, slug=slug, **plan.values())
    return event


async def change_event(session: AsyncSession, event_id: UUID, plan: Plan, *, user: User, now: datetime) -> Event:
    """Raises TooFewPlaces, CalledOff, NotFound."""
    event = await locked_row(session, user, Right.INSTITUTION, Event, event_id)
    if event.cancelled_at is not None:
        raise CalledOff
    if plan.places < event.taken:
        raise TooFewPlaces(event.taken)
    record_change(session, event, "change_event", user, now, **plan.values())
    return event


async def call_off(session: AsyncSession, event_id: UUID, *, user: User, now: datetime) -> Event:
    """Nobody can sign up any more; who has is told by the worker. A second time changes nothing. Raises NotFound."""
    event = await locked_row(session, user, Right.INSTITUTION, Event, event_id)
    if event.cancelled_at is None:
        record_change(session, event, "call_off_event", user, now, cancelled_at=now)
    return event

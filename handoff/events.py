"""Events: what is on, signing up and off, and who moves up from the waiting list."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from handoff.models import Author, Conversation, Event, Institution, Owner, SignUp, SignUpState
from handoff.sending import Bubble, say
from handoff.when import describe_moment
from handoff.window import is_window_open

MOST_PEOPLE = 20
MOVED_UP = {
    "de": "Gute Nachricht: Bei „{title}“, {moment}, ist etwas frei geworden. Sie sind jetzt angemeldet "
    "(Personen: {people}). Falls Sie doch nicht kommen können, schreiben Sie bitte kurz „abmelden“.",
    "en": "Good news: places have become free for “{title}”, {moment}. You are now signed up (people: {people}). "
    "If you can't come after all, please write “cancel my registration”.",
}


class Full(Exception):
    """Fewer places are left than wanted."""

    def __init__(self, free: int):
        super().__init__("the event has too few places left")
        self.free = free


@dataclass(frozen=True, slots=True)
class Place:
    """What became of signing up."""

    sign_up: SignUp
    former: int | None
    """How many people there were before, null if this is new."""


async def upcoming_events(session: AsyncSession, *, institution_id: UUID, now: datetime) -> list[Event]:
    coming = (
        select(Event)
        .where(Event.institution_id == institution_id, Event.starts_at > now, Event.cancelled_at.is_(None))
        .order_by(Event.starts_at, Event.slug)
        .limit(10)
        .execution_options(populate_existing=True)
    )
    return list(await session.scalars(coming))


async def sign_ups_of(session: AsyncSession, *, customer_id: UUID, now: datetime) -> list[SignUp]:
    """The customer's living sign-ups for events to come, with their events."""
    living = (
        select(SignUp)
        .join(Event)
        .where(
            SignUp.customer_id == customer_id,
            SignUp.state != SignUpState.CANCELLED,
            Event.ends_at > now,
            Event.cancelled_at.is_(None),
        )
        .options(joinedload(SignUp.event))
        .order_by(Event.starts_at)
        .execution_options(populate_existing=True)
    )
    return list(await session.scalars(living))


async def sign_up(
    session: AsyncSession, event: Event, *, customer_id: UUID, people: int, now: datetime, moves_up: bool = True
) -> Place:
    """A second time changes how many come. Raises Full, and then nothing is changed.

    Without `moves_up` places that become free are given away a little later, by `move_up_waiting`.
    """
    await _lock(session, event)
    known = await _living(session, event, customer_id)
    free = event.free + (known.people if known and known.state is SignUpState.COMING else 0)
    if people > free:
        raise Full(free)
    former = known.people if known else None
    try:
        async with session.begin_nested():
            sign_up = _put(session, event, known, customer_id, people, SignUpState.COMING, now)
    except IntegrityError as error:
        await session.refresh(event)
        raise Full(event.free) from error
    await session.refresh(event)
    if moves_up and former is not None and people < former:
        await move_up(session, event, now=now)
    return Place(sign_up, former)


async def wait_for_place(
    session: AsyncSession, event: Event, *, customer_id: UUID, people: int, now: datetime
) -> SignUp:
    """Onto the waiting list, behind all who wait already. Who comes with fewer people keeps those places."""
    await _lock(session, event)
    known = await _living(session, event, customer_id)
    if known and known.state is SignUpState.COMING:
        return known
    async with session.begin_nested():
        return _put(session, event, known, customer_id, people, SignUpState.WAITING, now)


async def sign_off(session: AsyncSession, sign_up: SignUp, *, now: datetime, moves_up: bool = True) -> list[SignUp]:
    """Gives the places back; returns who moved up from the waiting list. Needs `sign_up.event`."""
    await _lock(session, sign_up.event)
    sign_up.state = SignUpState.CANCELLED
    await session.flush()
    return await move_up(session, sign_up.event, now=now) if moves_up else []


async def move_up(session: AsyncSession, event: Event, *, now: datetime) -> list[SignUp]:
    """Those waiting get the free places, who came first and fits first; they are told, or people are asked to."""
    await _lock(session, event)
    waiting = await session.scalars(
        select(SignUp)
        .where(SignUp.event_id == event.id, SignUp.state == SignUpState.WAITING)
        .order_by(SignUp.created_at, SignUp.id)
        .with_for_update(key_share=True)
    )
    free = event.free
    moved = []
    for sign_up in waiting:
        if sign_up.people <= free:
            sign_up.state = SignUpState.COMING
            free -= sign_up.people
            moved.append(sign_up)
    await session.flush()
    await session.refresh(event)
    for sign_up in moved:
        await _tell(session, event, sign_up, now=now)
    return moved


async def move_up_waiting(session: AsyncSession, *, now: datetime) -> list[SignUp]:
    """At all events to come with free places: more may have been added, or given back where nobody could move up."""
    waiting = select(SignUp.event_id).where(SignUp.state == SignUpState.WAITING)
    events = select(Event).where(Event.starts_at > now, Event.taken < Event.places, Event.id.in_(waiting))
    moved = []
    for event in await session.scalars(events.order_by(Event.id)):
        moved += await move_up(session, event, now=now)
    return moved


async def _lock(session: AsyncSession, event: Event) -> None:
    """Sign-ups for one event wait for each other, so that places are counted right; the trigger is the second lock."""
    await session.refresh(event, with_for_update={"key_share": True})


async def _living(session: AsyncSession, event: Event, customer_id: UUID) -> SignUp | None:
    living = select(SignUp).where(
        SignUp.event_id == event.id, SignUp.customer_id == customer_id, SignUp.state != SignUpState.CANCELLED
    )
    return await session.scalar(living.execution_options(populate_existing=True))


def _put(
    session: AsyncSession,
    event: Event,
    known: SignUp | None,
    customer_id: UUID,
    people: int,
    state: SignUpState,
    now: datetime,
) -> SignUp:
    if known is None:
        known = SignUp(
            institution_id=event.institution_id, event_id=event.id, customer_id=customer_id, created_at=now, event=event
        )
        session.add(known)
    known.people, known.state = people, state
    return known


async def _tell(session: AsyncSession, event: Event, sign_up: SignUp, *, now: datetime) -> None:
    """In his open conversation, while the bot has it and WhatsApp lets us write; otherwise a person is to call."""
    conversation = await last_conversation(session, sign_up.customer_id)
    if conversation is None:
        return
    heard = conversation.last_inbound_at
    if not conversation.is_with_bot or not is_window_open(heard, now=now):
        conversation.attention = "waiting_list"
        return
    bubble = await _news(session, event, sign_up, conversation.language)
    await say(session, conversation, [bubble], author=Author.BOT, now=now)


async def last_conversation(session: AsyncSession, customer_id: UUID) -> Conversation | None:
    """The one that is open, else the newest."""
    newest = (
        select(Conversation)
        .where(Conversation.customer_id == customer_id)
        .order_by((Conversation.owner == Owner.CLOSED), Conversation.last_activity_at.desc())
        .limit(1)
    )
    return await session.scalar(newest)


async def _news(session: AsyncSession, event: Event, sign_up: SignUp, language: str) -> Bubble:
    institution = await session.get_one(Institution, event.institution_id)
    moment = describe_moment(local(event.starts_at, institution), language)
    text = MOVED_UP[language].format(title=event.title[language], moment=moment, people=sign_up.people)
    return Bubble(text, response_name="utter_event_moved_up")


def local(moment: datetime, institution: Institution) -> datetime:
    return moment.astimezone(ZoneInfo(institution.zone))

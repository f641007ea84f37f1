"""Sign-ups for events from the desk: with the bot's own counting of places and its waiting list."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from handoff.access import Access, Right, access_of
from handoff.auditing import audit_row
from handoff.desk.locking import seen
from handoff.desk.telling import chat_to_tell_in, of_sign_up, tell
from handoff.errors import NotFound
from handoff.events import Full, sign_off, sign_up, wait_for_place
from handoff.models import Conversation, Event, Institution, SignUp, SignUpState, User
from handoff.models.base import JSON


@dataclass(frozen=True, slots=True)
class Wish:
    """`waits`: onto the waiting list if there are too few places. `tells`: the customer gets a message about it."""

    event_id: UUID
    people: int
    waits: bool
    tells: bool


async def sign_customer_up(session: AsyncSession, chat_id: UUID, wish: Wish, *, user: User, now: datetime) -> SignUp:
    """A second time it changes how many come. Raises NotFound, NotAllowed, and Full: then nothing is changed."""
    conversation = await seen(session, chat_id, user=user)
    access = await access_of(session, user.id)
    access.demand(Right.CALENDAR, conversation.institution_id)
    event = await session.scalar(
        select(Event).where(
            Event.id == wish.event_id,
            Event.institution_id == conversation.institution_id,
            Event.starts_at > now,
            Event.cancelled_at.is_(None),
        )
    )
    if event is None:
        raise NotFound("no such event")
    customer_id, before = conversation.customer_id, await _known(session, event, conversation.customer_id)
    try:
        place = await sign_up(
            session,
            event,
            customer_id=customer_id,
            people=wish.people,
            now=now,
            moves_up=_tells_others(access, event),
        )
        made = place.sign_up
    except Full:
        if not wish.waits:
            raise
        made = await wait_for_place(session, event, customer_id=customer_id, people=wish.people, now=now)
        await session.flush()
        if made.state is SignUpState.COMING:
            raise
    if before == _stands(made):
        return made
    _write(session, "sign_up", made, before, _stands(made), user, now)
    if wish.tells:
        await _tell(session, made, event, conversation, user, now)
    return made


async def sign_customer_off(
    session: AsyncSession, sign_up_id: UUID, *, tells: bool, user: User, now: datetime
) -> SignUp:
    """A second time it changes nothing. Raises NotFound."""
    access = await access_of(session, user.id)
    wanted = (
        select(SignUp)
        .where(SignUp.id == sign_up_id, SignUp.institution_id.in_(access.where(Right.CALENDAR)))
        .options(joinedload(SignUp.event))
    )
    found = await session.scalar(wanted)
    if found is None:
        raise NotFound("no such sign-up")
    conversation = await chat_to_tell_in(session, found.customer_id, lock=True)
    await session.refresh(found.event, with_for_update={"key_share": True})
    await session.refresh(found, ["state", "people"])
    if found.state is SignUpState.CANCELLED:
        return found
    before = _stands(found)
    await sign_off(session, found, now=now, moves_up=_tells_others(access, found.event))
    _write(session, "sign_off", found, before, _stands(found), user, now)
    if tells and conversation is not None:
        await _tell(session, found, found.event, conversation, user, now)
    return found


def _tells_others(access: Access, event: Event) -> bool:
    """Who moves up is told in his own chat, which only people of the house see; for others time does it a bit later."""
    return event.institution_id in access.houses


async def _known(session: AsyncSession, event: Event, customer_id: UUID) -> JSON | None:
    known = await session.scalar(
        select(SignUp).where(
            SignUp.event_id == event.id, SignUp.customer_id == customer_id, SignUp.state != SignUpState.CANCELLED
        )
    )
    return _stands(known) if known else None


def _stands(sign_up: SignUp) -> JSON:
    return {"event_id": str(sign_up.event_id), "people": sign_up.people, "state": sign_up.state.value}


def _write(
    session: AsyncSession, act: str, sign_up: SignUp, before: JSON | None, after: JSON, user: User, now: datetime
) -> None:
    subject = f"sign_up:{sign_up.id}"
    session.add(audit_row(sign_up.institution_id, act, subject, before, after, user, now))


async def _tell(
    session: AsyncSession, sign_up: SignUp, event: Event, conversation: Conversation, user: User, now: datetime
) -> None:
    await session.flush()
    institution = await session.get_one(Institution, event.institution_id)
    message = of_sign_up(sign_up, event, institution, language=conversation.language)
    await tell(session, conversation, message, user=user, now=now)

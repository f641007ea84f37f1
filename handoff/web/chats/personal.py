"""What of the lists is for the viewer by name: chats passed on to him, notes that name him, chats that a lead took from
him, and those he has put off.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from handoff.access import Access
from handoff.models import Conversation, Customer, Dismissal, Handoff, HandoffReason, Institution, Mention, Note, User
from handoff.web.chats.lines import Line, Page
from handoff.web.chats.list_pages import Listing, offered, snoozed
from handoff.web.customers import numbers_of, shown
from handoff.web.desk import Desk
from handoff.web.viewer import Viewer

# That a lead has stepped in is told for so long, unless it is put away: a shift with its breaks.
TOLD = timedelta(hours=12)
MOST = 20
GIST = 160


@dataclass(frozen=True, slots=True)
class Named:
    """A note that names the viewer, not seen yet."""

    id: UUID
    chat_id: UUID
    customer: str
    who: str
    gist: str
    at: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class TakenOver:
    """`customer` is None where the viewer doesn't see the chat any more."""

    id: UUID
    chat_id: UUID
    customer: str | None
    who: str


@dataclass(frozen=True, slots=True)
class Personal:
    offers: tuple[Line, ...]
    mentions: tuple[Named, ...]
    taken_over: tuple[TakenOver, ...]
    later: tuple[Line, ...]

    @property
    def is_addressed(self) -> bool:
        return bool(self.offers or self.mentions or self.taken_over)

    @property
    def news(self) -> int:
        return len(self.offers) + len(self.mentions)

    @property
    def ids(self) -> frozenset[UUID]:
        named = {one.chat_id for one in self.mentions} | {one.chat_id for one in self.taken_over}
        return frozenset({line.id for line in (*self.offers, *self.later)} | named)


def personal_listings(access: Access) -> dict[str, Listing]:
    return {"offers": offered(access), "later": snoozed(access)}


async def read_personal(session: AsyncSession, desk: Desk, viewer: Viewer, pages: Mapping[str, Page]) -> Personal:
    """`pages`: what has been read for `personal_listings`."""
    return Personal(
        offers=pages["offers"].lines,
        mentions=await _mentions(session, desk, viewer),
        taken_over=await _taken_over(session, desk, viewer),
        later=pages["later"].lines,
    )


async def _mentions(session: AsyncSession, desk: Desk, viewer: Viewer) -> tuple[Named, ...]:
    found = await session.execute(
        select(Note, Customer, Institution.zone)
        .join(Mention, Mention.note_id == Note.id)
        .join(Conversation, Conversation.id == Note.conversation_id)
        .join(Customer, Customer.id == Conversation.customer_id)
        .join(Institution, Institution.id == Conversation.institution_id)
        .where(Mention.user_id == viewer.user.id, Mention.seen_at.is_(None), viewer.access.conversations())
        .order_by(Note.at.desc(), Note.id)
        .limit(MOST)
        .options(joinedload(Note.user))
    )
    rows = found.all()
    names = await _names(session, desk, viewer, {customer for _, customer, _ in rows})
    return tuple(
        Named(
            id=note.id,
            chat_id=note.conversation_id,
            customer=names[customer.id],
            who=note.user.name,
            gist=" ".join(note.body[:GIST].split()),
            at=note.at,
            zone=zone,
        )
        for note, customer, zone in rows
    )


async def _taken_over(session: AsyncSession, desk: Desk, viewer: Viewer) -> tuple[TakenOver, ...]:
    seen = and_(Conversation.id == Handoff.conversation_id, viewer.access.conversations())
    put_away = and_(Dismissal.handoff_id == Handoff.id, Dismissal.user_id == viewer.user.id)
    found = await session.execute(
        select(Handoff.id, User.name, Handoff.conversation_id, Customer)
        .join(User, User.id == Handoff.to_agent_id)
        .outerjoin(Conversation, seen)
        .outerjoin(Customer, Customer.id == Conversation.customer_id)
        .where(Handoff.from_agent_id == viewer.user.id, Handoff.reason == HandoffReason.STEPPED_IN)
        .where(Handoff.at > desk.clock() - TOLD, ~exists().where(put_away))
        .order_by(Handoff.at.desc(), Handoff.id)
        .limit(MOST)
    )
    rows = found.all()
    names = await _names(session, desk, viewer, {customer for *_, customer in rows if customer})
    return tuple(
        TakenOver(id_, chat_id, names[customer.id] if customer else None, who) for id_, who, chat_id, customer in rows
    )


async def _names(session: AsyncSession, desk: Desk, viewer: Viewer, customers: set[Customer]) -> dict[UUID, str]:
    numbers = await numbers_of(session, viewer, {customer.id for customer in customers if not customer.name})
    return {
        one.id: shown(desk, viewer, one.id, one.institution_id, name=one.name, number=numbers.get(one.id)).name
        for one in customers
    }

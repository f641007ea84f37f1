"""What of the lists is for the viewer by name: chats passed on to him, notes that name him, chats that a lead took from
him, and those he has put off.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from handoff.models import Conversation, Customer, Handoff, HandoffReason, Institution, Mention, Note, Owner, User
from handoff.web.chats.lists import Line, lines_where
from handoff.web.desk import Desk
from handoff.web.viewer import Viewer

# That a lead has stepped in is told for so long.
TOLD = timedelta(minutes=10)
MOST = 20
GIST = 160


@dataclass(frozen=True, slots=True)
class Named:
    """A note that names the viewer, not seen yet."""

    id: UUID
    chat_id: UUID
    customer: str | None
    who: str
    gist: str
    at: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class TakenOver:
    """`chat_id` is None where the viewer doesn't see the chat any more."""

    id: UUID
    chat_id: UUID | None
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
        named = {one.chat_id for one in self.mentions} | {one.chat_id for one in self.taken_over if one.chat_id}
        return frozenset({line.id for line in (*self.offers, *self.later)} | named)


async def read_personal(session: AsyncSession, desk: Desk, viewer: Viewer) -> Personal:
    offered = and_(Conversation.owner == Owner.WAITING, Conversation.offered_to_id == viewer.user.id)
    snoozed = and_(Conversation.agent_id == viewer.user.id, Conversation.snoozed_until.is_not(None))
    return Personal(
        offers=await lines_where(session, desk, viewer, offered, Conversation.offer_ends_at),
        mentions=await _mentions(session, desk, viewer),
        taken_over=await _taken_over(session, desk, viewer),
        later=await lines_where(session, desk, viewer, snoozed, Conversation.snoozed_until),
    )


async def _mentions(session: AsyncSession, desk: Desk, viewer: Viewer) -> tuple[Named, ...]:
    rows = await session.execute(
        select(Note, Customer.name, Institution.zone)
        .join(Mention, Mention.note_id == Note.id)
        .join(Conversation, Conversation.id == Note.conversation_id)
        .join(Customer, Customer.id == Conversation.customer_id)
        .join(Institution, Institution.id == Conversation.institution_id)
        .where(Mention.user_id == viewer.user.id, Mention.seen_at.is_(None), viewer.access.conversations())
        .order_by(Note.at.desc(), Note.id)
        .limit(MOST)
        .options(joinedload(Note.user))
    )
    return tuple(
        Named(
            id=note.id,
            chat_id=note.conversation_id,
            customer=_unsealed(desk, name),
            who=note.user.name,
            gist=" ".join(note.body[:GIST].split()),
            at=note.at,
            zone=zone,
        )
        for note, name, zone in rows
    )


async def _taken_over(session: AsyncSession, desk: Desk, viewer: Viewer) -> tuple[TakenOver, ...]:
    seen = and_(Conversation.id == Handoff.conversation_id, viewer.access.conversations())
    rows = await session.execute(
        select(Handoff.id, User.name, Conversation.id, Customer.name)
        .join(User, User.id == Handoff.to_agent_id)
        .outerjoin(Conversation, seen)
        .outerjoin(Customer, Customer.id == Conversation.customer_id)
        .where(Handoff.from_agent_id == viewer.user.id, Handoff.reason == HandoffReason.STEPPED_IN)
        .where(Handoff.at > desk.clock() - TOLD)
        .order_by(Handoff.at.desc(), Handoff.id)
        .limit(MOST)
    )
    return tuple(TakenOver(id_, chat_id, _unsealed(desk, name), who) for id_, who, chat_id, name in rows)


def _unsealed(desk: Desk, name: bytes | None) -> str | None:
    return desk.vault.unseal(name) if name else None

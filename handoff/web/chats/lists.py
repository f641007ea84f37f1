"""The lists at the side of the desk: my chats, who waits, and what needs a look."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, SQLColumnExpression, and_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from handoff.models import FOR_ITS_HOLDER, Author, Conversation, Draft, Handoff, Institution, Message, Owner
from handoff.web.chats.bubbles import ABOUT_OTHERS, gist_of
from handoff.web.desk import Desk
from handoff.web.viewer import Viewer

WAITING = (Owner.WAITING, Owner.PARKED)
# Longer lists nobody reads; those who wait longest come first.
LONGEST = 100
LIVING = (
    joinedload(Conversation.customer),
    joinedload(Conversation.agent),
    joinedload(Conversation.offered_to),
    joinedload(Conversation.offered_by),
    joinedload(Conversation.team),
    joinedload(Conversation.institution).joinedload(Institution.organisation),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One chat in a list. `gist` is its last line, `said_by` who said that; `holder` somebody else who has it.

    `offered_to`, `offered_by`: names of whom it is passed on to and by, with a `note`.
    """

    id: UUID
    name: str | None
    topic: str
    language: str
    institution: str
    team: str | None
    zone: str
    priority: int
    reason: str | None
    waiting_since: datetime | None
    due_at: datetime | None
    is_overdue: bool
    is_parked: bool
    unread: int
    attention: str | None
    holder: str | None
    has_draft: bool
    said_by: Author | None
    gist: str
    last_activity_at: datetime
    offered_to: str | None
    offered_by: str | None
    offer_ends_at: datetime | None
    note: str | None
    snoozed_until: datetime | None


@dataclass(frozen=True, slots=True)
class Lists:
    mine: tuple[Line, ...]
    waiting: tuple[Line, ...]
    looks: tuple[Line, ...]

    @property
    def news(self) -> int:
        """What the page's title counts: unread messages of mine, and chats that nobody has."""
        own = sum(line.unread or line.attention in FOR_ITS_HOLDER for line in self.mine)
        return own + sum(not line.is_parked and line.offered_to is None for line in self.waiting)

    @property
    def ids(self) -> frozenset[UUID]:
        return frozenset(line.id for line in (*self.mine, *self.waiting, *self.looks))


async def read_lists(session: AsyncSession, desk: Desk, viewer: Viewer) -> Lists:
    is_mine = and_(Conversation.owner == Owner.AGENT, Conversation.agent_id == viewer.user.id)
    is_awake = and_(is_mine, Conversation.snoozed_until.is_(None))
    is_for_me = Conversation.offered_to_id.is_not_distinct_from(viewer.user.id)
    waits = and_(Conversation.owner.in_(WAITING), ~is_for_me)
    needs_look = and_(
        Conversation.attention.is_not(None),
        Conversation.attention.not_in(FOR_ITS_HOLDER),
        Conversation.owner.not_in((Owner.CLOSED, *WAITING)),
        ~is_mine,
    )
    # Who waits for a person now before who waits for the opening; priority first, then longest.
    urgency = (Conversation.owner == Owner.PARKED, Conversation.priority.desc(), Conversation.waiting_since)
    return Lists(
        mine=await lines_where(session, desk, viewer, is_awake, Conversation.last_activity_at.desc()),
        waiting=await lines_where(session, desk, viewer, waits, *urgency),
        looks=await lines_where(session, desk, viewer, needs_look, Conversation.last_activity_at),
    )


def last_handoff() -> ScalarSelect[UUID]:
    """Why it came to people: the last time that it was put into the queue."""
    return (
        select(Handoff.id)
        .where(Handoff.conversation_id == Conversation.id, Handoff.to_owner.in_(WAITING))
        .order_by(Handoff.at.desc())
        .limit(1)
        .correlate(Conversation)
        .scalar_subquery()
    )


def _last_message() -> ScalarSelect[int]:
    return (
        select(Message.id)
        .where(Message.conversation_id == Conversation.id, Message.kind.not_in(ABOUT_OTHERS))
        .order_by(Message.sent_at.desc(), Message.id.desc())
        .limit(1)
        .correlate(Conversation)
        .scalar_subquery()
    )


async def lines_where(
    session: AsyncSession, desk: Desk, viewer: Viewer, which: ColumnElement[bool], *order: SQLColumnExpression[Any]
) -> tuple[Line, ...]:
    now = desk.clock()
    rows = await session.execute(
        select(Conversation, Message, Handoff, Draft.at.is_not(None))
        .outerjoin(Message, Message.id == _last_message())
        .outerjoin(Handoff, Handoff.id == last_handoff())
        .outerjoin(Draft, and_(Draft.conversation_id == Conversation.id, Draft.user_id == viewer.user.id))
        .where(viewer.access.conversations(), which)
        .order_by(*order, Conversation.id)
        .limit(LONGEST)
        .options(*LIVING)
    )
    return tuple(_line(desk, viewer, *row, now=now) for row in rows)


def _line(
    desk: Desk,
    viewer: Viewer,
    chat: Conversation,
    message: Message | None,
    handoff: Handoff | None,
    has_draft: bool,
    *,
    now: datetime,
) -> Line:
    return Line(
        id=chat.id,
        name=name_of(desk, chat),
        topic=desk.catalogue.title(chat.topic, viewer.language),
        language=chat.language,
        institution=chat.institution.organisation.name,
        team=chat.team.name if chat.team else None,
        zone=chat.institution.zone,
        priority=chat.priority,
        reason=handoff.reason.value if handoff else None,
        waiting_since=chat.waiting_since,
        due_at=chat.due_at,
        is_overdue=chat.due_at is not None and chat.due_at < now,
        is_parked=chat.owner is Owner.PARKED,
        unread=chat.unread if chat.agent_id == viewer.user.id else 0,
        attention=chat.attention,
        holder=chat.agent.name if chat.agent and chat.agent_id != viewer.user.id else None,
        has_draft=has_draft and chat.agent_id == viewer.user.id,
        said_by=message.author if message else None,
        gist=gist_of(message, viewer.language) if message else "",
        last_activity_at=chat.last_activity_at,
        offered_to=chat.offered_to.name if chat.offered_to else None,
        offered_by=chat.offered_by.name if chat.offered_by else None,
        offer_ends_at=chat.offer_ends_at,
        note=handoff.note if handoff and chat.offered_by_id else None,
        snoozed_until=chat.snoozed_until,
    )


def name_of(desk: Desk, chat: Conversation) -> str | None:
    """As WhatsApp gives it: chosen by the customer, proof of nothing."""
    return desk.vault.unseal(chat.customer.name) if chat.customer.name else None

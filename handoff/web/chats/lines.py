"""What the lists say of each chat: of all lists of a page at once, since to plan it takes longer than to read it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, and_, bindparam, func, literal, select, true, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import (
    Author,
    Conversation,
    Customer,
    Draft,
    Handoff,
    HandoffReason,
    Institution,
    Message,
    Organisation,
    Owner,
    User,
)
from handoff.web.chats.bubbles import ABOUT_OTHERS, gist
from handoff.web.chats.list_pages import Listing
from handoff.web.chats.tags import Tag, tags_of
from handoff.web.customers import numbers_of, shown
from handoff.web.desk import Desk
from handoff.web.moments import day_name
from handoff.web.viewer import Viewer

WAITING = (Owner.WAITING, Owner.PARKED)


@dataclass(frozen=True, slots=True)
class Line:
    """One chat in a list. `gist` is its last line, `said_by` who said that; `holder` somebody else who has it.

    `offered_to`, `offered_by`: names of whom it is passed on to and by, with a `note`. `snoozed_day`: in words.
    `institution` is None for who works for one alone.
    """

    id: UUID
    name: str
    topic: str
    language: str
    institution: str | None
    zone: str
    priority: int
    reason: str | None
    waiting_since: datetime | None
    due_at: datetime | None
    is_overdue: bool
    is_parked: bool
    outcome: str | None
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
    snoozed_day: str | None
    tags: tuple[Tag, ...]

    @property
    def dom_id(self) -> str:
        return f"line_{self.id}"


@dataclass(frozen=True, slots=True)
class Page:
    """`more`: the key of its last line, if others follow."""

    lines: tuple[Line, ...]
    more: str | None


async def read_pages(
    session: AsyncSession, desk: Desk, viewer: Viewer, listings: Mapping[str, Listing]
) -> dict[str, Page]:
    """By the listings' names. A chat may be in several."""
    rows = (await session.execute(_lines(viewer, listings))).all()
    lines = await _read(session, desk, viewer, rows)
    found: dict[str, list[tuple[Any, Line]]] = defaultdict(list)
    for row, line in zip(rows, lines, strict=True):
        found[row.listing].append((row, line))
    return {name: _page(found[name], listing) for name, listing in listings.items()}


def _page(found: list[tuple[Any, Line]], listing: Listing) -> Page:
    lines = tuple(line for _, line in found[: listing.most])
    return Page(lines, listing.order.written(found[len(lines) - 1][0]) if len(found) > len(lines) else None)


def _lines(viewer: Viewer, listings: Mapping[str, Listing]) -> Select[*tuple[Any, ...]]:
    """First which, then what each says: of thousands that wait, fifty are looked up."""
    page = union_all(*(_placed(name, listing) for name, listing in listings.items())).subquery("page")
    said = (
        select(Message.author, Message.kind, func.left(Message.body, 200).label("body"), Message.revoked_at)
        .where(Message.conversation_id == Conversation.id, Message.kind.not_in(ABOUT_OTHERS))
        .order_by(Message.sent_at.desc(), Message.id.desc())
        .limit(1)
        .lateral("said")
    )
    # Why it came to people: the last time that it was put into the queue.
    queued = (
        select(Handoff.reason, Handoff.note)
        .where(Handoff.conversation_id == Conversation.id, Handoff.to_owner.in_(WAITING))
        .order_by(Handoff.at.desc())
        .limit(1)
        .lateral("queued")
    )
    return (
        select(
            page.c.listing,
            Conversation.id,
            Conversation.customer_id,
            Conversation.institution_id,
            Conversation.owner,
            Conversation.agent_id,
            Conversation.topic,
            Conversation.language,
            Conversation.priority,
            Conversation.waiting_since,
            Conversation.turn_at,
            Conversation.due_at,
            Conversation.unread,
            Conversation.attention,
            Conversation.last_activity_at,
            Conversation.outcome,
            Conversation.offered_to_id,
            Conversation.offered_by_id,
            Conversation.offer_ends_at,
            Conversation.snoozed_until,
            Customer.name.label("customer_name"),
            Organisation.name.label("institution_name"),
            Institution.zone,
            said.c.author,
            said.c.kind,
            said.c.body,
            said.c.revoked_at,
            queued.c.reason,
            queued.c.note,
            Draft.at.is_not(None).label("has_draft"),
        )
        .join_from(page, Conversation, Conversation.id == page.c.id)
        .join(Customer, Customer.id == Conversation.customer_id)
        .join(Institution, Institution.id == Conversation.institution_id)
        .join(Organisation, Organisation.id == Institution.id)
        .outerjoin(Draft, and_(Draft.conversation_id == Conversation.id, Draft.user_id == viewer.user.id))
        .outerjoin(said, true())
        .outerjoin(queued, true())
        .order_by(page.c.listing, page.c.place)
    )


def _placed(name: str, listing: Listing) -> Select[*tuple[Any, ...]]:
    which = listing.which.subquery()
    place = func.row_number().over(order_by=listing.order.by(which.c))
    return select(literal(name).label("listing"), which.c.id, place.label("place"))


async def _read(session: AsyncSession, desk: Desk, viewer: Viewer, rows: Sequence[Any]) -> tuple[Line, ...]:
    numbers = await numbers_of(session, viewer, {row.customer_id for row in rows if not row.customer_name})
    tags = await tags_of(session, {row.id for row in rows})
    people = await _people(session, rows)
    now = desk.clock()
    return tuple(
        _line(desk, viewer, row, numbers.get(row.customer_id), tags.get(row.id, ()), people, now=now) for row in rows
    )


async def _people(session: AsyncSession, rows: Sequence[Any]) -> dict[UUID | None, str]:
    """Names by themselves: joined to each line, a few of them cost more than all the rest of it."""
    wanted = {id_ for row in rows for id_ in (row.agent_id, row.offered_to_id, row.offered_by_id) if id_}
    if not wanted:
        return {}
    ids = bindparam("people", list(wanted), ARRAY(Uuid))
    return {
        id_: name for id_, name in await session.execute(select(User.id, User.name).where(User.id == func.any(ids)))
    }


def _line(
    desk: Desk,
    viewer: Viewer,
    row: Any,
    number: bytes | None,
    tags: tuple[Tag, ...],
    people: Mapping[UUID | None, str],
    *,
    now: datetime,
) -> Line:
    reason: HandoffReason | None = row.reason
    who = shown(desk, viewer, row.customer_id, row.institution_id, name=row.customer_name, number=number)
    return Line(
        id=row.id,
        name=who.name,
        topic=desk.catalogue.title(row.topic, viewer.language),
        language=row.language,
        institution=row.institution_name if len(viewer.access.institutions) > 1 else None,
        zone=row.zone,
        priority=row.priority,
        reason=reason.value if reason else None,
        waiting_since=row.waiting_since,
        due_at=row.due_at,
        is_overdue=row.due_at is not None and row.due_at < now,
        is_parked=row.owner is Owner.PARKED,
        outcome=row.outcome.value if row.outcome and row.owner is Owner.CLOSED else None,
        unread=row.unread if row.agent_id == viewer.user.id else 0,
        attention=row.attention,
        holder=people.get(row.agent_id) if row.agent_id != viewer.user.id else None,
        said_by=row.author,
        gist=gist(row.kind, row.body, viewer.language, is_revoked=row.revoked_at is not None) if row.kind else "",
        last_activity_at=row.last_activity_at,
        has_draft=row.has_draft and row.agent_id == viewer.user.id,
        offered_to=people.get(row.offered_to_id),
        offered_by=people.get(row.offered_by_id),
        offer_ends_at=row.offer_ends_at,
        note=row.note if row.offered_by_id else None,
        snoozed_until=row.snoozed_until,
        snoozed_day=day_name(row.snoozed_until, now, row.zone, viewer.language) if row.snoozed_until else None,
        tags=tags,
    )

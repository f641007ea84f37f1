"""The lists at the side of the desk: mine, what needs a look, who waits, what colleagues hold, what is closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, joinedload

from handoff.models import (
    FOR_ITS_HOLDER,
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
    Team,
    User,
)
from handoff.web.chats.bubbles import ABOUT_OTHERS, gist
from handoff.web.chats.list_filter import Listed, ListFilter
from handoff.web.chats.list_pages import (
    LATEST,
    NEWLY_CLOSED,
    PAGE,
    URGENCY,
    Order,
    awake,
    closed,
    is_with,
    looks,
    mine,
    waiting,
    waiting_scope,
    with_colleagues,
)
from handoff.web.chats.tags import Tag, tags_of
from handoff.web.customers import numbers_of, shown
from handoff.web.desk import Desk
from handoff.web.moments import day_name
from handoff.web.viewer import Viewer

WAITING = (Owner.WAITING, Owner.PARKED)
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

    `offered_to`, `offered_by`: names of whom it is passed on to and by, with a `note`. `snoozed_day`: in words.
    """

    id: UUID
    name: str
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
    is_closed: bool
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
class Surroundings:
    """What a line asks of the page that it is on."""

    many_houses: bool

    @classmethod
    def of(cls, viewer: Viewer) -> "Surroundings":
        return cls(many_houses=len(viewer.access.institutions) > 1)


@dataclass(frozen=True, slots=True)
class Page:
    """`more`: the key of its last line, if others follow."""

    lines: tuple[Line, ...]
    more: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """Of all that is there, not only of the lines that are shown; `waiting` as filtered, `in_queue` as not.

    `news`: unread messages of his, and a chat that came back to him counts as one.
    """

    mine: int
    news: int
    in_queue: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Lists:
    """`chosen`: what is shown instead of those who wait, if something else is. `more`: by list, where it goes on."""

    mine: tuple[Line, ...]
    waiting: tuple[Line, ...]
    looks: tuple[Line, ...]
    chosen: tuple[Line, ...]
    wanted: ListFilter
    counts: Counts
    more: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def news(self) -> int:
        """What the page's title counts: unread messages of mine, and chats that nobody has."""
        return self.counts.news + self.counts.in_queue

    @property
    def ids(self) -> frozenset[UUID]:
        return frozenset(line.id for line in (*self.mine, *self.waiting, *self.looks, *self.chosen))


NO_LISTS = Lists((), (), (), (), ListFilter(), Counts(0, 0, 0, 0))


async def read_lists(session: AsyncSession, desk: Desk, viewer: Viewer, wanted: ListFilter) -> Lists:
    names = ["mine", "looks", Listed.WAITING.value]
    if wanted.listed is not Listed.WAITING:
        names.append(wanted.listed.value)
    pages = {name: await read_page(session, desk, viewer, name, wanted) for name in names}
    chosen = pages.get(wanted.listed.value) if wanted.listed is not Listed.WAITING else None
    return Lists(
        mine=pages["mine"].lines,
        waiting=pages["waiting"].lines,
        looks=pages["looks"].lines,
        chosen=chosen.lines if chosen else (),
        wanted=wanted,
        counts=await _counts(session, viewer, wanted),
        more={name: page.more for name, page in pages.items()},
    )


async def read_page(
    session: AsyncSession, desk: Desk, viewer: Viewer, name: str, wanted: ListFilter, *, after: str | None = None
) -> Page:
    """Of the list of that name, what comes after a key; the first page without one, or with one that is none."""
    order = ORDERS[name]
    key = order.read(after) if after else None
    access = viewer.access
    match name:
        case "mine":
            which = mine(access, after=key)
        case "looks":
            which = looks(access, after=key)
        case Listed.WAITING.value:
            which = waiting(access, wanted, after=key)
        case Listed.TEAM.value:
            which = with_colleagues(access, wanted, after=key)
        case _:
            which = closed(access, wanted, after=key)
    rows = (await session.execute(_lines(viewer, which, order))).all()
    lines = await _read(session, desk, viewer, rows[:PAGE])
    return Page(lines, order.written(rows[PAGE - 1]) if len(rows) > PAGE else None)


async def read_lines(
    session: AsyncSession, desk: Desk, viewer: Viewer, which: Select[Any], order: Order
) -> tuple[Line, ...]:
    """`which`: what `order` has as columns, of conversations that the viewer sees."""
    rows = (await session.execute(_lines(viewer, which, order))).all()
    return await _read(session, desk, viewer, rows)


ORDERS: dict[str, Order] = {
    "mine": LATEST,
    "looks": LATEST,
    Listed.WAITING.value: URGENCY,
    Listed.TEAM.value: LATEST,
    Listed.CLOSED.value: NEWLY_CLOSED,
}


def _lines(viewer: Viewer, which: Select[Any], order: Order) -> Select[*tuple[Any, ...]]:
    """First which, then what each says: of thousands that wait, fifty are looked up."""
    addressee, sender = aliased(User), aliased(User)
    page = which.subquery("page")
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
            Conversation.id,
            Conversation.customer_id,
            Conversation.institution_id,
            Conversation.owner,
            Conversation.agent_id,
            Conversation.topic,
            Conversation.language,
            Conversation.priority,
            Conversation.waiting_since,
            Conversation.due_at,
            Conversation.unread,
            Conversation.attention,
            Conversation.last_activity_at,
            Conversation.closed_at,
            Conversation.offered_by_id,
            Conversation.offer_ends_at,
            Conversation.snoozed_until,
            Customer.name.label("customer_name"),
            User.name.label("agent_name"),
            Team.name.label("team_name"),
            Organisation.name.label("institution_name"),
            Institution.zone,
            said.c.author,
            said.c.kind,
            said.c.body,
            said.c.revoked_at,
            queued.c.reason,
            queued.c.note,
            addressee.name.label("offered_to"),
            sender.name.label("offered_by"),
            Draft.at.is_not(None).label("has_draft"),
        )
        .join_from(page, Conversation, Conversation.id == page.c.id)
        .join(Customer, Customer.id == Conversation.customer_id)
        .join(Institution, Institution.id == Conversation.institution_id)
        .join(Organisation, Organisation.id == Institution.id)
        .outerjoin(User, User.id == Conversation.agent_id)
        .outerjoin(Team, Team.id == Conversation.team_id)
        .outerjoin(addressee, addressee.id == Conversation.offered_to_id)
        .outerjoin(sender, sender.id == Conversation.offered_by_id)
        .outerjoin(Draft, and_(Draft.conversation_id == Conversation.id, Draft.user_id == viewer.user.id))
        .outerjoin(said, true())
        .outerjoin(queued, true())
        .order_by(*order.by(page.c))
    )


async def _read(session: AsyncSession, desk: Desk, viewer: Viewer, rows: Sequence[Any]) -> tuple[Line, ...]:
    numbers = await numbers_of(session, viewer, {row.customer_id for row in rows if not row.customer_name})
    tags = await tags_of(session, {row.id for row in rows})
    now = desk.clock()
    return tuple(_line(desk, viewer, row, numbers.get(row.customer_id), tags.get(row.id, ()), now=now) for row in rows)


def _line(desk: Desk, viewer: Viewer, row: Any, number: bytes | None, tags: tuple[Tag, ...], *, now: datetime) -> Line:
    reason: HandoffReason | None = row.reason
    who = shown(desk, viewer, row.customer_id, row.institution_id, name=row.customer_name, number=number)
    return Line(
        id=row.id,
        name=who.name,
        topic=desk.catalogue.title(row.topic, viewer.language),
        language=row.language,
        institution=row.institution_name,
        team=row.team_name,
        zone=row.zone,
        priority=row.priority,
        reason=reason.value if reason else None,
        waiting_since=row.waiting_since,
        due_at=row.due_at,
        is_overdue=row.due_at is not None and row.due_at < now,
        is_parked=row.owner is Owner.PARKED,
        is_closed=row.owner is Owner.CLOSED,
        unread=row.unread if row.agent_id == viewer.user.id else 0,
        attention=row.attention,
        holder=row.agent_name if row.agent_id and row.agent_id != viewer.user.id else None,
        said_by=row.author,
        gist=gist(row.kind, row.body, viewer.language, is_revoked=row.revoked_at is not None) if row.kind else "",
        last_activity_at=row.last_activity_at,
        has_draft=row.has_draft and row.agent_id == viewer.user.id,
        offered_to=row.offered_to,
        offered_by=row.offered_by,
        offer_ends_at=row.offer_ends_at,
        note=row.note if row.offered_by_id else None,
        snoozed_until=row.snoozed_until,
        snoozed_day=day_name(row.snoozed_until, now, row.zone, viewer.language) if row.snoozed_until else None,
        tags=tags,
    )


async def _counts(session: AsyncSession, viewer: Viewer, wanted: ListFilter) -> Counts:
    came_back = case((Conversation.attention.in_(FOR_ITS_HOLDER), 1), else_=0)
    news = func.sum(case((Conversation.unread > 0, Conversation.unread), else_=came_back))
    own = (
        select(func.count().label("mine"), func.coalesce(news, 0).label("news"))
        .where(awake(viewer.access))
        .subquery("own")
    )
    in_team = Conversation.team_id == wanted.team if wanted.team else true()
    queue = (
        select(
            func.count().filter(is_with(Owner.WAITING), Conversation.offered_to_id.is_(None)).label("in_queue"),
            func.count().filter(and_(in_team, *wanted.conditions())).label("waiting"),
        )
        .where(waiting_scope(viewer.access))
        .subquery("queue")
    )
    row = (await session.execute(select(own, queue).join_from(own, queue, true()))).one()
    return Counts(row.mine, row.news, row.in_queue, row.waiting)

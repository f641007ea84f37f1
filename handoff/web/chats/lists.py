"""The lists at the side of the desk: mine, what needs a look, who waits, what colleagues hold, what is closed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import and_, case, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Access
from handoff.models import FOR_ITS_HOLDER, Conversation, Owner
from handoff.web.chats.lines import Line, Page
from handoff.web.chats.list_filter import Listed, ListFilter
from handoff.web.chats.list_pages import (
    LATEST,
    NEWLY_CLOSED,
    URGENCY,
    Listing,
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
from handoff.web.viewer import Viewer


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

ORDERS: dict[str, Order] = {
    "mine": LATEST,
    "looks": LATEST,
    Listed.WAITING.value: URGENCY,
    Listed.TEAM.value: LATEST,
    Listed.CLOSED.value: NEWLY_CLOSED,
}


def listings_of(access: Access, wanted: ListFilter) -> dict[str, Listing]:
    """The first page of each list that stands at the side, by name."""
    return {
        name: listing(access, name, wanted) for name in ("mine", "looks", Listed.WAITING.value, wanted.listed.value)
    }


def listing(access: Access, name: str, wanted: ListFilter, *, after: str | None = None) -> Listing:
    """Of the list of that name, what comes after a key; the first page without one, or with one that is none."""
    key = ORDERS[name].read(after) if after else None
    match name:
        case "mine":
            return mine(access, after=key)
        case "looks":
            return looks(access, after=key)
        case Listed.WAITING.value:
            return waiting(access, wanted, after=key)
        case Listed.TEAM.value:
            return with_colleagues(access, wanted, after=key)
        case _:
            return closed(access, wanted, after=key)


async def read_lists(session: AsyncSession, viewer: Viewer, wanted: ListFilter, pages: Mapping[str, Page]) -> Lists:
    """`pages`: what has been read for `listings_of`."""
    return Lists(
        mine=pages["mine"].lines,
        waiting=pages[Listed.WAITING.value].lines,
        looks=pages["looks"].lines,
        chosen=pages[wanted.listed.value].lines if wanted.listed is not Listed.WAITING else (),
        wanted=wanted,
        counts=await _counts(session, viewer, wanted),
        more={name: pages[name].more for name in ORDERS if name in pages},
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

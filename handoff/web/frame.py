"""What stands around every page: the lists at the side, and the figures in the bar."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.models import Callback, CallbackState
from handoff.web.chats.lists import Lists, read_lists
from handoff.web.chats.personal import Personal, read_personal
from handoff.web.chats.tags import Tag, tags_of
from handoff.web.desk import Desk
from handoff.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Frame:
    """`tags`: labels by chat. `many_houses`: the viewer works for several institutions, so each chat says for which.
    Who has no chats, as an auditor, has empty lists, for which nothing is read.
    """

    lists: Lists
    personal: Personal
    tags: dict[UUID, tuple[Tag, ...]]
    callbacks: int
    many_houses: bool
    now: datetime

    @property
    def news(self) -> int:
        """What the page's title counts."""
        return self.lists.news + self.personal.news

    @property
    def ids(self) -> frozenset[UUID]:
        return self.lists.ids | self.personal.ids


async def read_frame(session: AsyncSession, desk: Desk, viewer: Viewer) -> Frame:
    may = viewer.access.may
    has_chats = may(Right.CHATS)
    lists = await read_lists(session, desk, viewer) if has_chats else Lists((), (), ())
    personal = await read_personal(session, desk, viewer) if has_chats else Personal((), (), (), ())
    return Frame(
        lists=lists,
        personal=personal,
        tags=await tags_of(session, lists.ids | personal.ids),
        callbacks=await _open_callbacks(session, viewer) if may(Right.CALLBACKS) else 0,
        many_houses=len(viewer.access.institutions) > 1,
        now=desk.clock(),
    )


async def _open_callbacks(session: AsyncSession, viewer: Viewer) -> int:
    due = select(func.count()).where(Callback.state == CallbackState.OPEN, viewer.access.callbacks())
    return await session.scalar(due) or 0

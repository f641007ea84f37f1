"""What stands around every page: the lists at the side, and the figures in the bar."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.models import Callback, CallbackState
from handoff.web.chats.lines import read_pages
from handoff.web.chats.list_choices import Choice, read_choices
from handoff.web.chats.list_filter import filter_of
from handoff.web.chats.lists import NO_LISTS, Lists, listings_of, read_lists
from handoff.web.chats.personal import Personal, personal_listings, read_personal
from handoff.web.desk import Desk
from handoff.web.viewer import Viewer

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Frame:
    """`choices`: what the lists can be filtered by. Who has no chats, as an auditor, has empty lists, for which nothing
    is read.
    """

    lists: Lists
    choices: tuple[Choice, ...]
    personal: Personal
    callbacks: int
    now: datetime

    @property
    def news(self) -> int:
        """What the page's title counts."""
        return self.lists.news + self.personal.news

    @property
    def ids(self) -> frozenset[UUID]:
        return self.lists.ids | self.personal.ids


async def read_frame(session: AsyncSession, desk: Desk, viewer: Viewer, *, choices: bool = True) -> Frame:
    """Without `choices` for what is already on the screen."""
    may = viewer.access.may
    lists, personal, offered = NO_LISTS, Personal((), (), (), ()), tuple[Choice, ...]()
    if may(Right.CHATS):
        wanted = filter_of(viewer.list_filter)
        listings = listings_of(viewer.access, wanted) | personal_listings(viewer.access)
        pages = await read_pages(session, desk, viewer, listings)
        lists = await read_lists(session, viewer, wanted, pages)
        personal = await read_personal(session, desk, viewer, pages)
        offered = await read_choices(session, desk, viewer, wanted) if choices else ()
    return Frame(
        lists=lists,
        choices=offered,
        personal=personal,
        callbacks=await _open_callbacks(session, viewer) if may(Right.CALLBACKS) else 0,
        now=desk.clock(),
    )


async def beside_frame(desk: Desk, viewer: Viewer, read: Callable[[AsyncSession], Awaitable[T]]) -> tuple[T, Frame]:
    """What a page tells, and its frame: while PostgreSQL looks for the one, lines are made of the other. Each has a
    connection of its own and waits for no other while it holds it, so that they can't lock a full pool.
    """

    async def content() -> T:
        async with desk.sessions() as session:
            return await read(session)

    async def frame() -> Frame:
        async with desk.sessions() as session:
            return await read_frame(session, desk, viewer)

    return await asyncio.gather(desk.finish(content()), desk.finish(frame()))


async def _open_callbacks(session: AsyncSession, viewer: Viewer) -> int:
    due = select(func.count()).where(Callback.state == CallbackState.OPEN, viewer.access.callbacks())
    return await session.scalar(due) or 0

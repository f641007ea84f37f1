"""What stands around every page: the lists at the side, and the figures in the bar."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.models import Callback, CallbackState
from handoff.web.chats.lists import Lists, read_lists
from handoff.web.desk import Desk
from handoff.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Frame:
    """`many_houses`: the viewer works for several institutions, so each chat says for which. Who has no chats, as an
    auditor, has empty lists, for which nothing is read.
    """

    lists: Lists
    callbacks: int
    many_houses: bool
    now: datetime


async def read_frame(session: AsyncSession, desk: Desk, viewer: Viewer) -> Frame:
    may = viewer.access.may
    lists = await read_lists(session, desk, viewer) if may(Right.CHATS) else Lists((), (), ())
    callbacks = await _open_callbacks(session, viewer) if may(Right.CALLBACKS) else 0
    return Frame(lists, callbacks, len(viewer.access.institutions) > 1, desk.clock())


async def _open_callbacks(session: AsyncSession, viewer: Viewer) -> int:
    due = select(func.count()).where(Callback.state == CallbackState.OPEN, viewer.access.callbacks())
    return await session.scalar(due) or 0

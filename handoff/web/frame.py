"""What stands around every page: the lists at the side, and the figures in the bar."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import Callback, CallbackState
from handoff.web.chats.lists import Lists, read_lists
from handoff.web.desk import Desk
from handoff.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Frame:
    """`many_houses`: the viewer works for several institutions, so each chat says for which."""

    lists: Lists
    callbacks: int
    many_houses: bool
    now: datetime


async def read_frame(session: AsyncSession, desk: Desk, viewer: Viewer) -> Frame:
    due = select(func.count()).where(Callback.state == CallbackState.OPEN, viewer.access.callbacks())
    lists = await read_lists(session, desk, viewer)
    return Frame(lists, await session.scalar(due) or 0, len(viewer.access.institutions) > 1, desk.clock())

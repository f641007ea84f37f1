"""What stands around every page: the lists at the side, and the figures in the bar."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import Callback, CallbackState
from handoff.web.chats.keeping_filter import read_filter
from handoff.web.chats.list_choices import Choice, read_choices
from handoff.web.chats.lists import Lists, read_lists
from handoff.web.desk import Desk
from handoff.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Frame:
    """`many_houses`: the viewer works for several institutions, so each chat says for which."""

    lists: Lists
    choices: tuple[Choice, ...]
    callbacks: int
    many_houses: bool
    now: datetime


async def read_frame(session: AsyncSession, desk: Desk, viewer: Viewer, *, choices: bool = True) -> Frame:
    """Without `choices` for what is already on the screen."""
    due = select(func.count()).where(Callback.state == CallbackState.OPEN, viewer.access.callbacks())
    wanted = await read_filter(session, viewer)
    lists = await read_lists(session, desk, viewer, wanted)
    return Frame(
        lists=lists,
        choices=await read_choices(session, desk, viewer, wanted) if choices else (),
        callbacks=await session.scalar(due) or 0,
        many_houses=len(viewer.access.institutions) > 1,
        now=desk.clock(),
    )

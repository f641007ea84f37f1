"""The filter of the lists as the log-in keeps it, so that the pages and streams that follow show the same."""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import Session
from handoff.web.chats.list_filter import ListFilter, filter_of
from handoff.web.log_in.keys import hash_of_token
from handoff.web.viewer import Viewer


async def read_filter(session: AsyncSession, viewer: Viewer) -> ListFilter:
    kept = await session.scalar(select(Session.list_filter).where(Session.token_hash == hash_of_token(viewer.token)))
    return filter_of(kept or {})


async def keep_filter(session: AsyncSession, viewer: Viewer, wanted: ListFilter) -> None:
    kept = update(Session).where(Session.token_hash == hash_of_token(viewer.token)).values(list_filter=wanted.values)
    await session.execute(kept)

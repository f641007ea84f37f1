"""The filter of the lists as the log-in keeps it, so that the pages and streams that follow show the same."""

from dataclasses import replace

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import Session
from handoff.web.chats.list_filter import ListFilter
from handoff.web.log_in.keys import hash_of_token
from handoff.web.viewer import Viewer


async def keep_filter(session: AsyncSession, viewer: Viewer, wanted: ListFilter) -> Viewer:
    """The viewer as the pages that follow find him."""
    kept = update(Session).where(Session.token_hash == hash_of_token(viewer.token)).values(list_filter=wanted.values)
    await session.execute(kept)
    return replace(viewer, list_filter=wanted.values)

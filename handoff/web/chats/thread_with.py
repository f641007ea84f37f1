"""The part of a thread that a chat's page begins with: its end, or back to a message that was looked for."""

from dataclasses import replace

from sanic import Request
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import Conversation
from handoff.web.chats.thread import Thread, mark_of, newest_page, page_before, page_from
from handoff.web.viewer import Viewer


def message_in(request: Request) -> int | None:
    """The id of the message that the address names; None if there is none that could be one."""
    written = request.args.get("message") or ""
    return int(written) if written.isascii() and written.isdigit() and len(written) < 19 else None


async def thread_with(session: AsyncSession, chat: Conversation, viewer: Viewer, message_id: int | None) -> Thread:
    """What came shortly before the message, itself, and all since."""
    mark = await mark_of(session, chat, viewer, message_id)
    if mark is None:
        return await newest_page(session, chat, viewer)
    before = await page_before(session, chat, viewer, mark)
    thread = await page_from(session, chat, viewer, before.start or mark)
    return replace(thread, has_earlier=before.has_earlier)

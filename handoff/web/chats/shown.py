"""One message as it stands in the thread, for answers that show it at once, and as a reply quotes it."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import Author, Conversation
from handoff.web.chats.bubbles import gist_of
from handoff.web.chats.thread import message_of, one_of
from handoff.web.desk import Desk
from handoff.web.live.stream_actions import action
from handoff.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Quoted:
    """What a reply is about."""

    id: int
    author: Author
    gist: str


async def shown(session: AsyncSession, desk: Desk, viewer: Viewer, conversation: Conversation, message_id: int) -> str:
    """Its bubble; empty if this viewer sees no such message."""
    item = await one_of(session, conversation, viewer, message_id)
    return desk.pages.render("chats/_item.html", viewer, item=item, now=desk.clock()) if item else ""


async def replaced(
    session: AsyncSession, desk: Desk, viewer: Viewer, conversation: Conversation, message_id: int
) -> str:
    """A stream that puts its bubble in the place of the one that is on the page."""
    bubble = await shown(session, desk, viewer, conversation, message_id)
    return action("replace", f"message_{message_id}", bubble, morph=True)


async def quote_of(
    session: AsyncSession, viewer: Viewer, conversation: Conversation, message_id: int | None
) -> Quoted | None:
    message = await message_of(session, conversation, viewer, message_id)
    return Quoted(message.id, message.author, gist_of(message, viewer.language)) if message else None

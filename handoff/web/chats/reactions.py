"""Our reactions to customers' messages, and the dots that say that somebody writes."""

from uuid import UUID

from sanic import Request
from sanic.response import HTTPResponse, empty, redirect

from handoff.access import Right
from handoff.desk import TYPING_SECONDS, react, type_to
from handoff.errors import ConversationMoved, LimitExceeded, OutsideServiceWindow
from handoff.web.chats.chat import read_conversation
from handoff.web.chats.chats import chat_page
from handoff.web.chats.holding import gone_page
from handoff.web.chats.shown import replaced
from handoff.web.desk import Desk
from handoff.web.forms import field_of
from handoff.web.gate import Routes
from handoff.web.pages import turbo_stream, wants_stream
from handoff.web.texts import texts_in
from handoff.web.viewer import Viewer


def add_to(routes: Routes) -> None:
    message = "/desk/chats/<chat_id:uuid>/messages/<message_id:int>"
    routes.page("POST", f"{message}/reaction", create_reaction, right=Right.CHATS)
    routes.page("POST", "/desk/chats/<chat_id:uuid>/typing", create_typing, right=Right.CHATS, quiet=True)


async def create_reaction(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID, message_id: int) -> HTTPResponse:
    """An empty emoji takes it back."""
    try:
        async with desk.sessions.begin() as session:
            emoji = field_of(request, "emoji")
            await react(session, chat_id, message_id, user=viewer.user, emoji=emoji, now=desk.clock())
    except ConversationMoved as moved:
        return await gone_page(desk, request, viewer, chat_id, moved)
    except (OutsideServiceWindow, LimitExceeded):
        notice = texts_in(viewer.language)("reaction.refused")
        return await chat_page(desk, request, viewer, chat_id, status=422, notice=notice)
    await desk.realtime.publish([chat_id])
    if not wants_stream(request):
        return redirect(f"/desk/chats/{chat_id}", status=303)
    async with desk.sessions() as session:
        conversation = await read_conversation(session, viewer, chat_id)
        return turbo_stream(await replaced(session, desk, viewer, conversation, message_id))


async def create_typing(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    """The page says so while somebody types; most of the time WhatsApp knows already."""
    async with desk.sessions() as session:
        await read_conversation(session, viewer, chat_id)
    if not await desk.realtime.is_first(f"typing:{chat_id}:{viewer.user.id}", seconds=TYPING_SECONDS):
        return empty()
    try:
        async with desk.sessions.begin() as session:
            await type_to(session, chat_id, user=viewer.user, now=desk.clock())
    except ConversationMoved:
        return empty(409)
    return empty()

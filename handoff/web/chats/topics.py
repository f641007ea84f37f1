"""The topic of a chat, as its agent changes it."""

from uuid import UUID

from sanic import Request
from sanic.response import HTTPResponse, redirect

from handoff.access import Right
from handoff.desk import change_topic
from handoff.errors import ConversationMoved
from handoff.web.chats.chat import read_chat, read_conversation
from handoff.web.chats.hints import hints_for
from handoff.web.chats.holding import gone_page
from handoff.web.chats.panes import pane
from handoff.web.desk import Desk
from handoff.web.forms import field_of
from handoff.web.gate import Routes
from handoff.web.pages import turbo_stream, wants_stream
from handoff.web.viewer import Viewer


def add_to(routes: Routes) -> None:
    routes.page("POST", "/desk/chats/<chat_id:uuid>/topic", update, right=Right.CHATS)


async def update(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    topic = field_of(request, "topic")
    try:
        async with desk.sessions.begin() as session:
            await change_topic(session, chat_id, topic, user=viewer.user, catalogue=desk.catalogue, now=desk.clock())
    except ConversationMoved as moved:
        return await gone_page(desk, request, viewer, chat_id, moved)
    await desk.realtime.publish([chat_id])
    if not wants_stream(request):
        return redirect(f"/desk/chats/{chat_id}", status=303)
    async with desk.sessions() as session:
        conversation = await read_conversation(session, viewer, chat_id)
        chat = await read_chat(session, desk, viewer, conversation)
        head = pane(desk, viewer, "chats/_chat_head.html", chat=chat, now=desk.clock())
        hints = pane(desk, viewer, "chats/_hints.html", chat=chat, hints=hints_for(desk, viewer, conversation))
    return turbo_stream(head.stream, hints.stream)

"""Another attempt at a message that failed."""

from uuid import UUID

from sanic import Request
from sanic.response import HTTPResponse, redirect

from handoff.access import Right
from handoff.desk import NothingToRetry, retry
from handoff.errors import ConversationMoved, OutsideServiceWindow
from handoff.web.chats.chat import read_conversation
from handoff.web.chats.chats import chat_page
from handoff.web.chats.holding import gone_page
from handoff.web.chats.shown import replaced, shown
from handoff.web.desk import Desk
from handoff.web.forms import field_of
from handoff.web.gate import Routes
from handoff.web.live.stream_actions import action
from handoff.web.pages import turbo_stream, wants_stream
from handoff.web.texts import texts_in
from handoff.web.viewer import Viewer


def add_to(routes: Routes) -> None:
    path = "/desk/chats/<chat_id:uuid>/messages/<message_id:int>/attempts"
    routes.page("POST", path, create, right=Right.CHATS)


async def create(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID, message_id: int) -> HTTPResponse:
    anyway = field_of(request, "anyway") == "1"
    try:
        async with desk.sessions.begin() as session:
            new_id = await retry(session, chat_id, message_id, user=viewer.user, anyway=anyway, now=desk.clock())
    except ConversationMoved as moved:
        return await gone_page(desk, request, viewer, chat_id, moved)
    except (NothingToRetry, OutsideServiceWindow) as error:
        key = "attempt.shut" if isinstance(error, OutsideServiceWindow) else "attempt.arrived"
        notice = texts_in(viewer.language)(key)
        return await chat_page(desk, request, viewer, chat_id, status=422, notice=notice)
    await desk.realtime.publish([chat_id])
    if not wants_stream(request):
        return redirect(f"/desk/chats/{chat_id}", status=303)
    async with desk.sessions() as session:
        conversation = await read_conversation(session, viewer, chat_id)
        return turbo_stream(
            await replaced(session, desk, viewer, conversation, message_id),
            action("append", "messages", await shown(session, desk, viewer, conversation, new_id)),
        )

"""Closing a chat, with how it ended."""

from uuid import UUID

from sanic import Request
from sanic.response import HTTPResponse, redirect

from handoff.access import Right
from handoff.desk import close, draft_of, likely_outcome
from handoff.errors import ConversationMoved
from handoff.models import Outcome
from handoff.web.chats.act_pages import act_page
from handoff.web.chats.chat import read_conversation
from handoff.web.chats.holding import gone_page
from handoff.web.desk import Desk
from handoff.web.forms import Filled, Form, read_form
from handoff.web.gate import Routes
from handoff.web.viewer import Viewer


class ClosureForm(Form):
    outcome: Outcome


def add_to(routes: Routes) -> None:
    routes.page("GET", "/desk/chats/<chat_id:uuid>/closure", show, right=Right.CHATS)
    routes.page("POST", "/desk/chats/<chat_id:uuid>/closure", create, right=Right.CHATS)


async def show(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    return await _form(desk, request, viewer, chat_id, Filled({}, None, {}))


async def create(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    filled = read_form(request, ClosureForm)
    if filled.form is None:
        return await _form(desk, request, viewer, chat_id, filled, status=422)
    try:
        async with desk.sessions.begin() as session:
            await close(session, chat_id, user=viewer.user, outcome=filled.form.outcome, now=desk.clock())
    except ConversationMoved as moved:
        return await gone_page(desk, request, viewer, chat_id, moved)
    await desk.realtime.publish([chat_id])
    return redirect("/desk", status=303)


async def _form(
    desk: Desk, request: Request, viewer: Viewer, chat_id: UUID, filled: Filled[ClosureForm], *, status: int = 200
) -> HTTPResponse:
    async with desk.sessions() as session:
        conversation = await read_conversation(session, viewer, chat_id)
        likely = await likely_outcome(session, conversation, now=desk.clock())
        values = {
            "filled": filled,
            "outcomes": [one.value for one in Outcome],
            "likely": likely.value,
            "has_draft": await draft_of(session, chat_id, user=viewer.user) is not None,
        }
        return await act_page(session, desk, request, viewer, conversation, "closure", status=status, **values)

"""An agent's reply to the customer."""

from typing import Any
from uuid import UUID, uuid4

from sanic import Request
from sanic.response import HTTPResponse, redirect

from handoff.access import Right
from handoff.desk import ConfidentialReply, reply
from handoff.errors import ConversationMoved, LimitExceeded, OutsideServiceWindow
from handoff.web.chats.chat import read_chat, read_conversation
from handoff.web.chats.chats import chat_page
from handoff.web.chats.holding import gone_page
from handoff.web.chats.shown import quote_of, shown
from handoff.web.desk import Desk
from handoff.web.forms import field_of, key_of, number_of
from handoff.web.gate import Routes
from handoff.web.live.stream_actions import LINE_END, action
from handoff.web.pages import turbo_stream, wants_stream
from handoff.web.texts import texts_in
from handoff.web.viewer import Viewer


def add_to(routes: Routes) -> None:
    routes.page("POST", "/desk/chats/<chat_id:uuid>/messages", create, right=Right.CHATS)


async def create(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    body, key = _written(request)
    quoting = number_of(request, "quoting")
    try:
        async with desk.sessions.begin() as session:
            message_id = await reply(
                session, chat_id, user=viewer.user, body=body, client_key=key, now=desk.clock(), quoting=quoting
            )
    except ConversationMoved as moved:
        return await gone_page(desk, request, viewer, chat_id, moved)
    except OutsideServiceWindow:
        return await _refused(desk, request, viewer, chat_id, body, key, problem="shut")
    except LimitExceeded:
        return await _refused(desk, request, viewer, chat_id, body, key, problem="empty" if not body else "long")
    except ConfidentialReply as found:
        return await _confidential(desk, request, viewer, chat_id, body, key, found)
    await desk.realtime.publish([chat_id])
    if not wants_stream(request):
        return redirect(f"/desk/chats/{chat_id}", status=303)
    return await _sent(desk, viewer, chat_id, message_id)


def _written(request: Request) -> tuple[str, UUID]:
    """Browsers end lines with CRLF."""
    return LINE_END.sub("\n", field_of(request, "body")).strip(), key_of(request)


async def _sent(desk: Desk, viewer: Viewer, chat_id: UUID, message_id: int) -> HTTPResponse:
    """At once, not only by the stream; the same element, so that neither shows it twice."""
    async with desk.sessions() as session:
        conversation = await read_conversation(session, viewer, chat_id)
        bubble = await shown(session, desk, viewer, conversation, message_id)
        chat = await read_chat(session, desk, viewer, conversation)
    return turbo_stream(
        action("append", "messages", bubble), action("replace", "composer", _composer(desk, viewer, chat))
    )


async def _confidential(
    desk: Desk, request: Request, viewer: Viewer, chat_id: UUID, body: str, key: UUID, found: ConfidentialReply
) -> HTTPResponse:
    texts = texts_in(viewer.language)
    kinds = ", ".join(texts.of("kind", kind.value) for kind in found.kinds)
    return await _refused(
        desk, request, viewer, chat_id, body, key, problem="confidential", kinds=kinds, masked=found.masked
    )


async def _refused(
    desk: Desk, request: Request, viewer: Viewer, chat_id: UUID, body: str, key: UUID, **why: Any
) -> HTTPResponse:
    """Nothing was sent, and nothing typed is lost."""
    async with desk.sessions() as session:
        conversation = await read_conversation(session, viewer, chat_id)
        why["quote"] = await quote_of(session, viewer, conversation, number_of(request, "quoting"))
        chat = await read_chat(session, desk, viewer, conversation)
    if not wants_stream(request):
        return await chat_page(desk, request, viewer, chat_id, status=422, draft=body, client_key=key, **why)
    composer = _composer(desk, viewer, chat, draft=body, client_key=key, **why)
    return turbo_stream(action("replace", "composer", composer), status=422)


def _composer(desk: Desk, viewer: Viewer, chat: Any, **values: Any) -> str:
    fresh: dict[str, Any] = {"client_key": uuid4(), "draft": "", "problem": None}
    return desk.pages.render("chats/_composer.html", viewer, chat=chat, **(fresh | values))

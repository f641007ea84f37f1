"""An agent's reply to the customer."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

from sanic import Request
from sanic.response import HTTPResponse, redirect
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.desk import ConfidentialReply, Wording, reply, send_block_file
from handoff.errors import ConversationMoved, LimitExceeded, OutsideServiceWindow
from handoff.web.chats.chat import read_chat, read_conversation
from handoff.web.chats.chats import chat_page
from handoff.web.chats.composer import composer_values, pieces_of, render_composer, written_in
from handoff.web.chats.holding import gone_page
from handoff.web.chats.shown import quote_of, shown
from handoff.web.desk import Desk
from handoff.web.forms import field_of, number_of
from handoff.web.gate import Routes
from handoff.web.live.stream_actions import action
from handoff.web.pages import turbo_stream, wants_stream
from handoff.web.viewer import Viewer


def add_to(routes: Routes) -> None:
    routes.page("POST", "/desk/chats/<chat_id:uuid>/messages", create, right=Right.CHATS)


async def create(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    written = written_in(request)
    written = replace(written, body=written.body.strip())
    try:
        async with desk.sessions.begin() as session:
            message_id = await reply(
                session,
                chat_id,
                user=viewer.user,
                body=written.body,
                client_key=written.client_key,
                now=desk.clock(),
                catalogue=desk.catalogue,
                overruling=field_of(request, "overrule") == "yes",
                text_blocks=written.text_blocks,
                quoting=number_of(request, "quoting"),
            )
            ids = [message_id, await _with_file(session, desk, viewer, chat_id, written)]
    except ConversationMoved as moved:
        return await gone_page(desk, request, viewer, chat_id, moved)
    except OutsideServiceWindow:
        return await _refused(desk, request, viewer, chat_id, written, problem="shut")
    except LimitExceeded:
        return await _refused(desk, request, viewer, chat_id, written, problem="long" if written.body else "empty")
    except ConfidentialReply as found:
        why = {"problem": "confidential", "checked": found.checked, "pieces": pieces_of(found.checked)}
        return await _refused(desk, request, viewer, chat_id, written, **why)
    await desk.realtime.publish([chat_id])
    if not wants_stream(request):
        return redirect(f"/desk/chats/{chat_id}", status=303)
    return await _sent(desk, viewer, chat_id, [one for one in ids if one is not None])


async def _with_file(session: AsyncSession, desk: Desk, viewer: Viewer, chat_id: UUID, written: Wording) -> int | None:
    """The file of the text block that went into it."""
    if written.file_of is None:
        return None
    key = uuid5(written.client_key, "file")
    return await send_block_file(session, chat_id, written.file_of, user=viewer.user, client_key=key, now=desk.clock())


async def _sent(desk: Desk, viewer: Viewer, chat_id: UUID, ids: list[int]) -> HTTPResponse:
    """At once, not only by the stream; the same element, so that neither shows it twice. The composer stays as it is,
    for the next message may have been begun in it.
    """
    async with desk.sessions() as session:
        conversation = await read_conversation(session, viewer, chat_id)
        bubbles = [await shown(session, desk, viewer, conversation, message_id) for message_id in ids]
    return turbo_stream(*(action("append", "messages", bubble) for bubble in bubbles))


async def _refused(
    desk: Desk, request: Request, viewer: Viewer, chat_id: UUID, written: Wording, **why: Any
) -> HTTPResponse:
    """Nothing was sent, and nothing typed is lost."""
    async with desk.sessions() as session:
        conversation = await read_conversation(session, viewer, chat_id)
        why["quote"] = await quote_of(session, viewer, conversation, number_of(request, "quoting"))
        chat = await read_chat(session, desk, viewer, conversation)
        values = await composer_values(session, viewer, chat, refused=written, **why)
    if not wants_stream(request):
        return await chat_page(desk, request, viewer, chat_id, status=422, refused=written, **why)
    return turbo_stream(action("replace", "composer", render_composer(desk, viewer, chat, values)), status=422)

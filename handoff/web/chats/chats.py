"""The desk's lists, and a chat with its whole thread."""

from typing import Any
from uuid import UUID

from sanic import Request
from sanic.response import HTTPResponse, redirect
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.desk import EMOJI
from handoff.errors import NotFound
from handoff.web.calendar.plans import read_plans
from handoff.web.chats.chat import read_chat, read_conversation
from handoff.web.chats.composer import composer_values
from handoff.web.chats.hints import hints_for
from handoff.web.chats.keeping_filter import keep_filter
from handoff.web.chats.list_filter import filter_in
from handoff.web.chats.person import read_person
from handoff.web.chats.thread import mark_of, page_before
from handoff.web.chats.thread_with import message_in, thread_with
from handoff.web.desk import Desk
from handoff.web.frame import beside_frame, read_frame
from handoff.web.gate import Routes
from handoff.web.pages import page
from handoff.web.viewer import Viewer, start_of
from handoff.whatsapp.files import LARGEST_DOCUMENT, LARGEST_PICTURE


def add_to(routes: Routes) -> None:
    routes.page("GET", "/", home)
    routes.page("GET", "/desk", index)
    routes.page("GET", "/desk/chats/<chat_id:uuid>", show, right=Right.CHATS)
    routes.page("GET", "/desk/chats/<chat_id:uuid>/earlier/<message_id:int>", earlier, right=Right.CHATS)


async def home(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    return redirect(start_of(viewer.access), status=303)


async def index(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    """Beside another page the lists alone, when they are filtered anew.

    Who has no chats begins with what he administers.
    """
    if viewer.sections and not viewer.access.may(Right.CHATS):
        return redirect("/desk/administration", status=303)
    async with desk.sessions.begin() as session:
        if (wanted := filter_in(request)) is not None:
            viewer = await keep_filter(session, viewer, wanted)
        frame = await read_frame(session, desk, viewer)
    if wanted is not None:
        # What a stream has read by the former filter may come later than this page, and would put the former list back.
        await desk.realtime.publish([viewer.user.id])
    template = "chats/browse.html" if request.headers.get("turbo-frame") == "browse" else "chats/desk.html"
    return page(desk.pages, request, viewer, template, frame=frame)


async def show(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    """With `message` in the address, from before that message on."""
    return await chat_page(desk, request, viewer, chat_id, message_id=message_in(request))


async def chat_page(
    desk: Desk,
    request: Request,
    viewer: Viewer,
    chat_id: UUID,
    *,
    status: int = 200,
    notice: str | None = None,
    message_id: int | None = None,
    **composer: Any,
) -> HTTPResponse:
    """`notice`: what just went otherwise than wished, in words. `composer`: what it holds after a refused reply."""

    async def read(session: AsyncSession) -> dict[str, Any]:
        values = await _chat(session, desk, viewer, chat_id, message_id)
        return values | await composer_values(session, viewer, values["chat"], **composer)

    values, frame = await beside_frame(desk, viewer, read)
    return page(desk.pages, request, viewer, "chats/chat.html", status=status, notice=notice, frame=frame, **values)


async def earlier(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID, message_id: int) -> HTTPResponse:
    async with desk.sessions() as session:
        conversation = await read_conversation(session, viewer, chat_id)
        mark = await mark_of(session, conversation, viewer, message_id)
        if mark is None:
            raise NotFound("no such message")
        thread = await page_before(session, conversation, viewer, mark)
    return page(
        desk.pages,
        request,
        viewer,
        "chats/earlier.html",
        chat_id=chat_id,
        mark=message_id,
        thread=thread,
        now=desk.clock(),
    )


async def _chat(
    session: AsyncSession, desk: Desk, viewer: Viewer, chat_id: UUID, message_id: int | None
) -> dict[str, Any]:
    conversation = await read_conversation(session, viewer, chat_id)
    return {
        "chat": await read_chat(session, desk, viewer, conversation),
        "hints": hints_for(desk, viewer, conversation),
        "person": await read_person(session, desk, viewer, conversation),
        "thread": await thread_with(session, conversation, viewer, message_id),
        "plans": await read_plans(session, desk, viewer, conversation),
        "emoji": EMOJI,
        "largest": {"file": LARGEST_DOCUMENT, "picture": LARGEST_PICTURE},
    }

"""Who holds a chat: taken, stepped into, read, looked at, put back, handed back."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from sanic import Request
from sanic.response import HTTPResponse, empty, redirect

from handoff.access import Right
from handoff.desk import hand_back, look, put_back, read, see_mentions, step_in, take
from handoff.errors import ConversationMoved, OfferedToAnother
from handoff.models import Conversation
from handoff.web.chats.chats import chat_page
from handoff.web.desk import Desk
from handoff.web.gate import Routes
from handoff.web.texts import texts_in
from handoff.web.viewer import Viewer

# A use case of handoff/desk/holding.py.
Act = Callable[..., Awaitable[Conversation]]


def add_to(routes: Routes) -> None:
    routes.page("POST", "/desk/chats/<chat_id:uuid>/assignment", create_assignment, right=Right.CHATS)
    # Stepping in is refused by the use case, where the chat's team is known.
    routes.page("POST", "/desk/chats/<chat_id:uuid>/intervention", create_intervention, right=Right.CHATS)
    routes.page("POST", "/desk/chats/<chat_id:uuid>/queueing", create_queueing, right=Right.CHATS)
    routes.page("POST", "/desk/chats/<chat_id:uuid>/return", create_return, right=Right.CHATS)
    routes.page("POST", "/desk/chats/<chat_id:uuid>/look", create_look, right=Right.CHATS)
    routes.page("POST", "/desk/chats/<chat_id:uuid>/reading", create_reading, right=Right.CHATS, quiet=True)


async def create_assignment(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    return await _change(desk, request, viewer, chat_id, take, then=f"/desk/chats/{chat_id}")


async def create_intervention(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    return await _change(desk, request, viewer, chat_id, step_in, then=f"/desk/chats/{chat_id}")


async def create_queueing(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    return await _change(desk, request, viewer, chat_id, put_back, then="/desk")


async def create_return(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    return await _change(desk, request, viewer, chat_id, hand_back, then="/desk")


async def create_look(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    async with desk.sessions.begin() as session:
        await look(session, chat_id, user=viewer.user, now=desk.clock())
    await desk.realtime.publish([chat_id])
    return redirect(f"/desk/chats/{chat_id}", status=303)


async def create_reading(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    """The page says so itself, when it is really in front of somebody."""
    async with desk.sessions.begin() as session:
        was_unread = await read(session, chat_id, user=viewer.user)
        was_named = await see_mentions(session, chat_id, user=viewer.user, now=desk.clock())
    if was_unread or was_named:
        await desk.realtime.publish([chat_id])
    return empty()


async def _change(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID, act: Act, *, then: str) -> HTTPResponse:
    """The chat changes hands, or the page says who was quicker."""
    try:
        async with desk.sessions.begin() as session:
            await act(session, chat_id, user=viewer.user, now=desk.clock())
    except ConversationMoved as moved:
        return await gone_page(desk, request, viewer, chat_id, moved)
    await desk.realtime.publish([chat_id])
    return redirect(then, status=303)


async def gone_page(
    desk: Desk, request: Request, viewer: Viewer, chat_id: UUID, moved: ConversationMoved
) -> HTTPResponse:
    texts = texts_in(viewer.language)
    if isinstance(moved, OfferedToAnother):
        notice = texts("moved.offered", who=moved.holder)
    else:
        notice = texts("moved.to", who=moved.holder) if moved.holder else texts("moved.gone")
    return await chat_page(desk, request, viewer, chat_id, status=409, notice=notice)

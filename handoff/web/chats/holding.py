"""Who holds a chat: taken, stepped into, read, looked at, put back, handed back."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from sanic import Request
from sanic.response import HTTPResponse, empty, redirect

from handoff.access import Right
from handoff.desk import hand_back, look, put_back, read, see_mentions, step_in, take
from handoff.errors import ConversationMoved, OfferedToAnother
from handoff.models import Conversation
from handoff.web.chats.chat import read_conversation
from handoff.web.chats.chats import chat_page
from handoff.web.chats.panes import chat_panes
from handoff.web.desk import Desk
from handoff.web.gate import Routes
from handoff.web.live.stream_actions import action
from handoff.web.pages import is_from, turbo_stream, wants_stream
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
    return await _change(desk, request, viewer, chat_id, take)


async def create_intervention(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    return await _change(desk, request, viewer, chat_id, step_in)


async def create_queueing(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    return await _change(desk, request, viewer, chat_id, put_back, then="/desk")


async def create_return(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    return await _change(desk, request, viewer, chat_id, hand_back, then="/desk")


async def create_look(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    async with desk.sessions.begin() as session:
        await look(session, chat_id, user=viewer.user, now=desk.clock())
    await desk.realtime.publish([chat_id])
    return await chat_again(desk, request, viewer, chat_id)


async def create_reading(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    """The page says so itself, when it is really in front of somebody."""
    async with desk.sessions.begin() as session:
        was_unread = await read(session, chat_id, user=viewer.user)
        was_named = await see_mentions(session, chat_id, user=viewer.user, now=desk.clock())
    if was_unread or was_named:
        await desk.realtime.publish([chat_id])
    return empty()


async def _change(
    desk: Desk, request: Request, viewer: Viewer, chat_id: UUID, act: Act, *, then: str | None = None
) -> HTTPResponse:
    """The chat changes hands, or the page says who was quicker. It goes on at the chat, or at `then`."""
    try:
        async with desk.sessions.begin() as session:
            await act(session, chat_id, user=viewer.user, now=desk.clock())
    except ConversationMoved as moved:
        return await gone_page(desk, request, viewer, chat_id, moved)
    await desk.realtime.publish([chat_id])
    return redirect(then, status=303) if then else await chat_again(desk, request, viewer, chat_id)


async def chat_again(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    """After an act on the chat. On the chat's own page only what has changed: the stream may have been quicker, and a
    whole page would shut what was opened since.
    """
    address = f"/desk/chats/{chat_id}"
    if not (wants_stream(request) and is_from(request, address)):
        return redirect(address, status=303)
    return turbo_stream(action("remove", "moved"), *await _panes(desk, viewer, chat_id))


async def gone_page(
    desk: Desk, request: Request, viewer: Viewer, chat_id: UUID, moved: ConversationMoved
) -> HTTPResponse:
    """Of a whole page a form in a frame would take no more than that frame. The templates, over the chat, go away."""
    if "turbo-frame" in request.headers and wants_stream(request) and is_from(request, f"/desk/chats/{chat_id}"):
        return await gone_stream(desk, viewer, chat_id, moved, action("update", "picker"))
    return await chat_page(desk, request, viewer, chat_id, status=409, notice=_words(viewer, moved))


async def gone_stream(desk: Desk, viewer: Viewer, chat_id: UUID, moved: ConversationMoved, *more: str) -> HTTPResponse:
    """The chat's own page as it is now, and who was quicker; `more` are further actions."""
    notice = desk.pages.render("chats/_moved.html", viewer, notice=_words(viewer, moved))
    told = action("remove", "moved"), action("prepend", "main", notice)
    return turbo_stream(*more, *told, *await _panes(desk, viewer, chat_id), status=409)


async def _panes(desk: Desk, viewer: Viewer, chat_id: UUID) -> list[str]:
    async with desk.sessions() as session:
        conversation = await read_conversation(session, viewer, chat_id)
        return [pane.stream for pane in await chat_panes(session, desk, viewer, conversation)]


def _words(viewer: Viewer, moved: ConversationMoved) -> str:
    texts = texts_in(viewer.language)
    if isinstance(moved, OfferedToAnother):
        return texts("moved.offered", who=moved.holder)
    return texts("moved.to", who=moved.holder) if moved.holder else texts("moved.gone")

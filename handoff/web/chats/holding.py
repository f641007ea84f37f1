"""Who holds a chat: taken, read, looked at, handed back, closed."""

from uuid import UUID

from sanic import Request
from sanic.response import HTTPResponse, empty, redirect

from handoff.access import Right
from handoff.desk import close, hand_back, look, read, take
from handoff.errors import ConversationMoved
from handoff.web.chats.chats import chat_page
from handoff.web.desk import Desk
from handoff.web.gate import Routes
from handoff.web.texts import texts_in
from handoff.web.viewer import Viewer


def add_to(routes: Routes) -> None:
    routes.page("POST", "/desk/chats/<chat_id:uuid>/assignment", create_assignment, right=Right.CHATS)
    routes.page("POST", "/desk/chats/<chat_id:uuid>/return", create_return, right=Right.CHATS)
    routes.page("POST", "/desk/chats/<chat_id:uuid>/closure", create_closure, right=Right.CHATS)
    routes.page("POST", "/desk/chats/<chat_id:uuid>/look", create_look, right=Right.CHATS)
    routes.page("POST", "/desk/chats/<chat_id:uuid>/reading", create_reading, right=Right.CHATS, quiet=True)


async def create_assignment(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    try:
        async with desk.sessions.begin() as session:
            await take(session, chat_id, user=viewer.user, now=desk.clock())
    except ConversationMoved as moved:
        return await gone_page(desk, request, viewer, chat_id, moved)
    await desk.realtime.publish([chat_id])
    return redirect(f"/desk/chats/{chat_id}", status=303)


async def create_return(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    try:
        async with desk.sessions.begin() as session:
            await hand_back(session, chat_id, user=viewer.user, now=desk.clock())
    except ConversationMoved as moved:
        return await gone_page(desk, request, viewer, chat_id, moved)
    await desk.realtime.publish([chat_id])
    return redirect("/desk", status=303)


async def create_closure(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    try:
        async with desk.sessions.begin() as session:
            await close(session, chat_id, user=viewer.user, now=desk.clock())
    except ConversationMoved as moved:
        return await gone_page(desk, request, viewer, chat_id, moved)
    await desk.realtime.publish([chat_id])
    return redirect("/desk", status=303)


async def create_look(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    async with desk.sessions.begin() as session:
        await look(session, chat_id, user=viewer.user, now=desk.clock())
    await desk.realtime.publish([chat_id])
    return redirect(f"/desk/chats/{chat_id}", status=303)


async def create_reading(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    """The page says so itself, when it is really in front of somebody."""
    async with desk.sessions.begin() as session:
        was_unread = await read(session, chat_id, user=viewer.user)
    if was_unread:
        await desk.realtime.publish([chat_id])
    return empty()


async def gone_page(
    desk: Desk, request: Request, viewer: Viewer, chat_id: UUID, moved: ConversationMoved
) -> HTTPResponse:
    texts = texts_in(viewer.language)
    notice = texts("moved.to", who=moved.holder) if moved.holder else texts("moved.gone")
    return await chat_page(desk, request, viewer, chat_id, status=409, notice=notice)

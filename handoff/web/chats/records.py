"""A chat's customer is assigned to a person of the core system, and becomes anonymous again."""

from uuid import UUID

from sanic import Request
from sanic.response import HTTPResponse, redirect
from sqlalchemy import select

from handoff.access import Right
from handoff.errors import NotAllowed, NotFound
from handoff.models import Conversation
from handoff.records import AlreadyAssigned, NotAssigned, assign, find, read_search, undo
from handoff.web.chats.act_pages import act_page
from handoff.web.chats.chat import read_conversation
from handoff.web.chats.chats import chat_page
from handoff.web.chats.holding import chat_again
from handoff.web.desk import Desk
from handoff.web.forms import field_of
from handoff.web.gate import Routes
from handoff.web.texts import texts_in
from handoff.web.viewer import Viewer, start_of


def add_to(routes: Routes) -> None:
    routes.page("GET", "/desk/chats/<chat_id:uuid>/record/search", search, right=Right.RECORDS)
    routes.page("POST", "/desk/chats/<chat_id:uuid>/record", create, right=Right.RECORDS)
    routes.page("POST", "/desk/chats/<chat_id:uuid>/record/undoing", create_undoing, right=Right.RECORDS)


async def search(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    """`q` in the address: name, place, end of the customer number, in any order."""
    typed = (request.args.get("q") or "").replace("\x00", "")[:100].strip()
    wanted = read_search(typed)
    async with desk.sessions() as session:
        conversation = await read_conversation(session, viewer, chat_id)
        if not viewer.access.sees_records(conversation.institution_id):
            raise NotAllowed("sees no records there")
        found = await find(session, conversation.institution_id, wanted)
        return await act_page(
            session, desk, request, viewer, conversation, "record_search", typed=typed, wanted=wanted, found=found
        )


async def create(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    try:
        record_id = UUID(field_of(request, "record"))
    except ValueError:
        raise NotFound("no such record") from None
    try:
        async with desk.sessions.begin() as session:
            touched = await assign(session, chat_id, record_id, user=viewer.user, now=desk.clock())
    except AlreadyAssigned:
        return await _too_late(desk, request, viewer, chat_id, "person.already")
    await desk.realtime.publish({chat_id, *touched})
    return await _back(desk, request, viewer, chat_id)


async def create_undoing(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    try:
        async with desk.sessions.begin() as session:
            touched = await undo(session, chat_id, user=viewer.user, now=desk.clock())
    except NotAssigned:
        return await _too_late(desk, request, viewer, chat_id, "person.undone_already")
    await desk.realtime.publish({chat_id, *touched})
    return await _back(desk, request, viewer, chat_id)


async def _back(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    """To the chat; an advisor who saw it as his customer's sees it no more, if this is another advisor's."""
    async with desk.sessions() as session:
        seen = select(Conversation.id).where(Conversation.id == chat_id, viewer.access.conversations())
        is_seen = await session.scalar(seen) is not None
    if is_seen:
        return await chat_again(desk, request, viewer, chat_id)
    return redirect(start_of(viewer.access), status=303)


async def _too_late(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID, notice: str) -> HTTPResponse:
    words = texts_in(viewer.language)(notice)
    return await chat_page(desk, request, viewer, chat_id, status=409, notice=words)

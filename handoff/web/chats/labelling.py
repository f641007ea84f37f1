"""Labels put on a chat or its customer, and taken off."""

from typing import Any
from uuid import UUID

from sanic import Request
from sanic.response import HTTPResponse, redirect
from sqlalchemy import select

from handoff.access import Right
from handoff.desk import label_chat, label_customer
from handoff.errors import NotFound
from handoff.models import Label
from handoff.web.chats.act_pages import act_page
from handoff.web.chats.chat import read_conversation
from handoff.web.chats.tags import tags_of
from handoff.web.desk import Desk
from handoff.web.forms import field_of
from handoff.web.gate import Routes
from handoff.web.viewer import Viewer

ACTS = {"chat": label_chat, "customer": label_customer}


def add_to(routes: Routes) -> None:
    routes.page("GET", "/desk/chats/<chat_id:uuid>/labels", index, right=Right.CHATS)
    routes.page("POST", "/desk/chats/<chat_id:uuid>/labels", create, right=Right.CHATS)


async def index(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    async with desk.sessions() as session:
        conversation = await read_conversation(session, viewer, chat_id)
        labels = select(Label).where(Label.institution_id == conversation.institution_id).order_by(Label.name)
        worn = (await tags_of(session, [chat_id])).get(chat_id, ())
        values: dict[str, Any] = {
            "labels": list(await session.scalars(labels)),
            "worn": {("customer" if tag.on_customer else "chat", tag.id) for tag in worn},
        }
        return await act_page(session, desk, request, viewer, conversation, "labels", **values)


async def create(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    """One button a label: "on" or "off" is its name, "chat:<label>" or "customer:<label>" its value."""
    is_on = bool(field_of(request, "on"))
    wearer, _, label_id = (field_of(request, "on") or field_of(request, "off")).partition(":")
    try:
        act, label = ACTS[wearer], UUID(label_id)
    except (KeyError, ValueError):
        raise NotFound("no such label") from None
    async with desk.sessions.begin() as session:
        await act(session, chat_id, label, is_on=is_on, user=viewer.user)
    await desk.realtime.publish([chat_id])
    return redirect(f"/desk/chats/{chat_id}/labels", status=303)

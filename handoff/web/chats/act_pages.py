"""A form for an act in a chat: inside its menu, or as a page of its own without scripts and when it was refused."""

from typing import Any

from sanic import Request
from sanic.response import HTTPResponse, html
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import Conversation
from handoff.web.customers import read_shown
from handoff.web.desk import Desk
from handoff.web.frame import read_frame
from handoff.web.pages import page
from handoff.web.viewer import Viewer


async def act_page(
    session: AsyncSession,
    desk: Desk,
    request: Request,
    viewer: Viewer,
    conversation: Conversation,
    form: str,
    *,
    status: int = 200,
    **values: Any,
) -> HTTPResponse:
    """`form`: the template's name in the room of the chats."""
    template = f"chats/_{form}.html"
    values |= {"chat_id": conversation.id, "zone": conversation.institution.zone, "now": desk.clock()}
    if "turbo-frame" in request.headers and status == 200:
        return html(desk.pages.render(template, viewer, **values), headers={"Vary": "Turbo-Frame"})
    who = await read_shown(session, desk, viewer, conversation.customer)
    values |= {"frame": await read_frame(session, desk, viewer), "name": who.name}
    values |= {"form": template, "title": f"acts.{form}.title"}
    return page(desk.pages, request, viewer, "chats/act.html", status=status, **values)

"""A form for an act in a chat: inside its menu, also when it was refused, or as a page of its own without scripts."""

from typing import Any

from sanic import Request
from sanic.response import HTTPResponse, html
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import Conversation
from handoff.web.customers import read_shown
from handoff.web.desk import Desk
from handoff.web.frame import read_frame
from handoff.web.live.stream_actions import action
from handoff.web.pages import page, turbo_stream, wants_stream
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
    """`form`: the template's name in the room of the chats, and that of the frame around it in which menus load it."""
    values |= {"chat_id": conversation.id, "zone": conversation.institution.zone, "now": desk.clock(), "act": form}
    if status != 200 and wants_stream(request):
        # The form breaks out of its frame, for a chat that is passed on leaves the page; a refused one stays in it.
        refused = desk.pages.render(f"chats/_{form}.html", viewer, **values)
        return turbo_stream(action("update", f"{form}_{conversation.id}", refused), status=status)
    if "turbo-frame" in request.headers and status == 200:
        return html(desk.pages.render("chats/_act.html", viewer, **values), headers={"Vary": "Turbo-Frame"})
    who = await read_shown(session, desk, viewer, conversation.customer)
    values |= {"frame": await read_frame(session, desk, viewer), "name": who.name}
    return page(desk.pages, request, viewer, "chats/act.html", status=status, **values, title=f"acts.{form}.title")

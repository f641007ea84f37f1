"""Notices at the side of the desk, put away by who has read them."""

from uuid import UUID

from sanic import Request
from sanic.response import HTTPResponse, redirect

from handoff.access import Right
from handoff.desk import dismiss
from handoff.web.desk import Desk
from handoff.web.gate import Routes
from handoff.web.live.stream_actions import action
from handoff.web.pages import turbo_stream, wants_stream
from handoff.web.viewer import Viewer


def add_to(routes: Routes) -> None:
    routes.page("POST", "/desk/takeovers/<handoff_id:uuid>/dismissal", create, right=Right.CHATS)


async def create(desk: Desk, request: Request, viewer: Viewer, handoff_id: UUID) -> HTTPResponse:
    """The page stays where it is; the user's other pages hear of it by their streams."""
    async with desk.sessions.begin() as session:
        chat_id = await dismiss(session, handoff_id, user=viewer.user, now=desk.clock())
    await desk.realtime.publish([chat_id])
    if not wants_stream(request):
        return redirect("/desk", status=303)
    return turbo_stream(action("remove", f"taken_over_{handoff_id}"))

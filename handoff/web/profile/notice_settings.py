"""Which notices the user wants, and whether single keys do something."""

from sanic import Request
from sanic.response import HTTPResponse, redirect
from sqlalchemy import update

from handoff.models import User
from handoff.notices import silenceable
from handoff.web.desk import Desk
from handoff.web.forms import fields_of
from handoff.web.gate import Routes
from handoff.web.viewer import Viewer

KEYS = "keys"


def add_to(routes: Routes) -> None:
    routes.page("POST", "/desk/notices", update_notices)
    routes.page("POST", "/desk/keys", update_keys)


async def update_notices(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    return await _silence(desk, request, viewer, silenceable(viewer.access))


async def update_keys(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    return await _silence(desk, request, viewer, (KEYS,))


async def _silence(desk: Desk, request: Request, viewer: Viewer, asked: tuple[str, ...]) -> HTTPResponse:
    """Of those that were asked for, what isn't ticked is silenced."""
    wanted = fields_of(request, "wanted")
    others = [kind for kind in viewer.user.silenced if kind not in asked]
    silenced = [*others, *(kind for kind in asked if kind not in wanted)]
    async with desk.sessions.begin() as session:
        await session.execute(update(User).where(User.id == viewer.user.id).values(silenced=silenced))
    return redirect("/desk", status=303)

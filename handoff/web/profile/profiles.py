"""A user's own page: language and looks, password, log-ins."""

from typing import Any, Literal
from uuid import UUID

from sanic import Request
from sanic.response import HTTPResponse, redirect
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Access
from handoff.models import Institution, Theme, User
from handoff.people import change_own, change_password, end_log_ins, fault_of
from handoff.web.administration.people_list import read_log_ins
from handoff.web.cookies import LANGUAGE, set_cookie
from handoff.web.desk import Desk
from handoff.web.forms import Filled, Form, field_of, read_form, refused
from handoff.web.frame import read_frame
from handoff.web.gate import Routes
from handoff.web.log_in.entering import let_in, open_for
from handoff.web.log_in.keys import hash_of_token
from handoff.web.log_in.passwords import hash_of, is_right, password_hash_of
from handoff.web.pages import page
from handoff.web.profile.languages import A_YEAR
from handoff.web.viewer import Viewer

PATH = "/desk/profile"


class LooksForm(Form):
    language: Literal["de", "en"]
    theme: Theme


class PasswordForm(Form):
    """Nothing of it is ever shown again, so its fields are read as they were typed."""


def add_to(routes: Routes) -> None:
    routes.page("GET", PATH, show)
    routes.page("POST", PATH, update)
    routes.page("POST", f"{PATH}/password", update_password)
    routes.page("POST", f"{PATH}/log-ins/end", end_others)
    routes.page("POST", f"{PATH}/log-ins/<log_in_id:uuid>/end", end_one)


async def show(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    return await _page(desk, request, viewer)


async def update(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    filled = read_form(request, LooksForm)
    if filled.form is None:
        return await _page(desk, request, viewer, looks=filled, status=422)
    async with desk.sessions.begin() as session:
        await change_own(session, viewer.user, language=filled.form.language, theme=filled.form.theme)
    response = redirect(PATH, status=303)
    set_cookie(response, LANGUAGE, filled.form.language, is_secure=desk.is_secure, max_age=A_YEAR)
    return response


async def update_password(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    """Who finds a desk unlocked must not be able to try passwords, nor keep the desk by setting one."""
    user, address = viewer.user, str(request.client_ip)
    empty: Filled[PasswordForm] = Filled({}, None, {})
    if not await desk.throttle.admits(email=user.email, address=address):
        return await _page(desk, request, viewer, password=refused(empty, former="throttled"), status=429)
    former, wanted = field_of(request, "former"), field_of(request, "password")
    async with desk.sessions() as session:
        known = await password_hash_of(session, user.id)
    if not await is_right(former, known):
        return await _page(desk, request, viewer, password=refused(empty, former="password_wrong"), status=422)
    await desk.throttle.forget(email=user.email, address=address)
    if problem := fault_of(wanted, known=(user.email, user.name)):
        return await _page(desk, request, viewer, password=refused(empty, password=problem), status=422)
    if wanted != field_of(request, "again"):
        return await _page(desk, request, viewer, password=refused(empty, again="password_differs"), status=422)
    password_hash = await hash_of(wanted)
    async with desk.sessions.begin() as session:
        told = house_of(viewer.access, user)
        await change_password(session, user, password_hash=password_hash, institution_id=told, now=desk.clock())
        token = await open_for(session, desk, request, user)
    return let_in(desk, token, to=f"{PATH}?saved=password")


async def end_others(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    async with desk.sessions.begin() as session:
        await end_log_ins(session, viewer.user.id, but=hash_of_token(viewer.token))
    return redirect(PATH, status=303)


async def end_one(desk: Desk, request: Request, viewer: Viewer, log_in_id: UUID) -> HTTPResponse:
    async with desk.sessions.begin() as session:
        await end_log_ins(session, viewer.user.id, only=log_in_id)
    return redirect(PATH, status=303)


def house_of(access: Access, user: User) -> UUID | None:
    """Where the user belongs: his own institution, or else one that he works for. Its audit list tells of him."""
    if user.organisation_id in access.institutions:
        return user.organisation_id
    return min(access.institutions, default=None)


async def _page(
    desk: Desk,
    request: Request,
    viewer: Viewer,
    *,
    looks: Filled[LooksForm] | None = None,
    password: Filled[PasswordForm] | None = None,
    status: int = 200,
) -> HTTPResponse:
    given = {"language": viewer.language, "theme": viewer.theme}
    async with desk.sessions() as session:
        this = hash_of_token(viewer.token)
        values: dict[str, Any] = {
            "log_ins": await read_log_ins(session, viewer.user.id, now=desk.clock(), this=this),
            "looks": looks or Filled(given, None, {}),
            "password": password or Filled({}, None, {}),
            "zone": await _zone(session, viewer),
            "is_saved": request.args.get("saved") == "password",
            "frame": await read_frame(session, desk, viewer),
        }
    return page(desk.pages, request, viewer, "profile/profile.html", status=status, **values)


async def _zone(session: AsyncSession, viewer: Viewer) -> str:
    """Where he works."""
    wanted = select(Institution.zone).where(Institution.id == house_of(viewer.access, viewer.user))
    return await session.scalar(wanted) or "Europe/Berlin"

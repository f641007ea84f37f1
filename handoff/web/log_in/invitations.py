"""The page behind an invitation's link, where a colleague sets his password. The link itself is the permission."""

import secrets

import structlog
from sanic import Request
from sanic.response import HTTPResponse

from handoff.errors import NotFound
from handoff.models import User
from handoff.people import accept, fault_of, find_invited
from handoff.web.cookies import FORM, read_cookie, set_cookie
from handoff.web.csrf import ForeignForm, check_form, csrf_token
from handoff.web.desk import Desk
from handoff.web.forms import field_of
from handoff.web.gate import Routes
from handoff.web.log_in.entering import let_in, open_for, start_for
from handoff.web.log_in.passwords import hash_of
from handoff.web.pages import page
from handoff.web.reader import Guest
from handoff.web.viewer import reader_of

log = structlog.get_logger()


def add_to(routes: Routes) -> None:
    routes.public("GET", r"/invitation/<token:[\w-]{1,100}>", show)
    routes.public("POST", r"/invitation/<token:[\w-]{1,100}>", create)


async def show(desk: Desk, request: Request, token: str) -> HTTPResponse:
    user = await _find(desk, token)
    return _gone(desk, request) if user is None else _form(desk, request, token, user)


async def create(desk: Desk, request: Request, token: str) -> HTTPResponse:
    address, key = str(request.client_ip), f"invitation {token}"
    if not await desk.throttle.admits(email=key, address=address):
        log.warning("invitation throttled")
        return _gone(desk, request, why="throttled", status=429)
    user = await _find(desk, token)
    if user is None:
        return _gone(desk, request)
    try:
        check_form(request, read_cookie(request, FORM, is_secure=desk.is_secure) or secrets.token_hex())
    except ForeignForm:
        return _form(desk, request, token, user, problem="expired", status=403)
    # As they were typed: blanks count in a password.
    password, again = field_of(request, "password"), field_of(request, "again")
    problem = fault_of(password, known=(user.email, user.name)) or ("password_differs" if password != again else None)
    await desk.throttle.forget(email=key, address=address)
    if problem is not None:
        return _form(desk, request, token, user, problem=problem, status=422)
    password_hash = await hash_of(password)
    try:
        async with desk.sessions.begin() as session:
            user = await accept(session, token, password_hash=password_hash, now=desk.clock())
            value = await open_for(session, desk, request, user)
            start = await start_for(session, desk, user)
    except NotFound:
        return _gone(desk, request)
    return let_in(desk, value, to=start)


async def _find(desk: Desk, token: str) -> User | None:
    async with desk.sessions() as session:
        try:
            return await find_invited(session, token, now=desk.clock())
        except NotFound:
            return None


def _form(
    desk: Desk, request: Request, token: str, user: User, *, problem: str | None = None, status: int = 200
) -> HTTPResponse:
    secret = read_cookie(request, FORM, is_secure=desk.is_secure) or secrets.token_urlsafe(32)
    values = {"csrf": csrf_token(secret), "token": token, "user": user, "problem": problem}
    reader = Guest(user.language)
    response = page(desk.pages, request, reader, "log_in/invitation.html", status=status, **values)
    set_cookie(response, FORM, secret, is_secure=desk.is_secure)
    return response


def _gone(desk: Desk, request: Request, *, why: str = "gone", status: int = 404) -> HTTPResponse:
    return page(desk.pages, request, reader_of(request, desk), "log_in/no_invitation.html", why=why, status=status)

"""Logging in and out."""

import secrets

import structlog
from sanic import Request
from sanic.response import HTTPResponse, redirect
from sqlalchemy import select, update
from sqlalchemy.orm import undefer

from handoff.models import User
from handoff.web.cookies import FORM, LOG_IN, drop_cookie, read_cookie, set_cookie
from handoff.web.csrf import ForeignForm, check_form, csrf_token
from handoff.web.desk import Desk
from handoff.web.forms import field_of
from handoff.web.gate import Routes
from handoff.web.log_in.entering import let_in, open_for, start_for
from handoff.web.log_in.keys import end_log_in
from handoff.web.log_in.passwords import hash_of, is_outdated, is_right
from handoff.web.pages import page
from handoff.web.viewer import Viewer, reader_of, start_of, viewer_of

log = structlog.get_logger()


def add_to(routes: Routes) -> None:
    routes.public("GET", "/login", new)
    routes.public("POST", "/login", create)
    routes.page("POST", "/logout", destroy)


async def new(desk: Desk, request: Request) -> HTTPResponse:
    viewer = await viewer_of(request, desk)
    if viewer is not None:
        return redirect(start_of(viewer.access), status=303)
    return _form(desk, request)


async def create(desk: Desk, request: Request) -> HTTPResponse:
    email, password = _credentials(request)
    try:
        check_form(request, read_cookie(request, FORM, is_secure=desk.is_secure) or secrets.token_hex())
    except ForeignForm:
        return _form(desk, request, email=email, problem="expired", status=403)
    address = str(request.client_ip)
    if not await desk.throttle.admits(email=email, address=address):
        log.warning("log-in throttled")
        return _form(desk, request, email=email, problem="throttled", status=429)
    user = await _find(desk, email, password)
    if user is None:
        log.info("log-in refused")
        return _form(desk, request, email=email, problem="wrong", status=422)
    await desk.throttle.forget(email=email, address=address)
    return await _enter(desk, request, user, password)


async def destroy(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    async with desk.sessions.begin() as session:
        await end_log_in(session, viewer.token)
    response = redirect("/login", status=303)
    response.headers["Clear-Site-Data"] = '"cache"'
    drop_cookie(response, LOG_IN, is_secure=desk.is_secure)
    return response


def _form(
    desk: Desk, request: Request, *, email: str = "", problem: str | None = None, status: int = 200
) -> HTTPResponse:
    """With a cookie of its own, so that nobody can be logged in by a form on another site."""
    secret = read_cookie(request, FORM, is_secure=desk.is_secure) or secrets.token_urlsafe(32)
    response = page(
        desk.pages,
        request,
        reader_of(request, desk),
        "log_in/log_in.html",
        csrf=csrf_token(secret),
        email=email,
        problem=problem,
        status=status,
    )
    set_cookie(response, FORM, secret, is_secure=desk.is_secure)
    return response


def _credentials(request: Request) -> tuple[str, str]:
    return field_of(request, "email").strip().lower()[:320], field_of(request, "password")


async def _find(desk: Desk, email: str, password: str) -> User | None:
    async with desk.sessions() as session:
        known = select(User).where(User.email == email, User.disabled_at.is_(None))
        user = await session.scalar(known.options(undefer(User.password_hash)))
    return user if await is_right(password, user.password_hash if user else None) else None


async def _enter(desk: Desk, request: Request, user: User, password: str) -> HTTPResponse:
    today = await hash_of(password) if user.password_hash and is_outdated(user.password_hash) else None
    async with desk.sessions.begin() as session:
        if today is not None:
            await session.execute(update(User).where(User.id == user.id).values(password_hash=today))
        token = await open_for(session, desk, request, user)
        start = await start_for(session, desk, user)
    return let_in(desk, token, to=start)

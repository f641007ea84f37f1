"""Somebody has shown who he is: a log-in of his own begins, and its cookie."""

import structlog
from sanic import Request
from sanic.response import HTTPResponse, redirect
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import access_of
from handoff.models import User
from handoff.web.cookies import FORM, LOG_IN, drop_cookie, read_cookie, set_cookie
from handoff.web.desk import Desk
from handoff.web.log_in.browsers import browser_of
from handoff.web.log_in.keys import LIFE, open_log_in
from handoff.web.viewer import start_of

log = structlog.get_logger()


async def open_for(session: AsyncSession, desk: Desk, request: Request, user: User) -> str:
    """The new cookie's value; whoever was logged in with this browser is no more."""
    former = read_cookie(request, LOG_IN, is_secure=desk.is_secure)
    browser = browser_of(request.headers.get("user-agent", ""))
    token = await open_log_in(session, user, former=former, browser=browser, now=desk.clock())
    log.info("logged in", user=str(user.id))
    return token


async def start_for(session: AsyncSession, desk: Desk, user: User) -> str:
    """Where he begins."""
    return start_of(await access_of(session, user.id, now=desk.clock()))


def let_in(desk: Desk, token: str, *, to: str) -> HTTPResponse:
    response = redirect(to, status=303)
    set_cookie(response, LOG_IN, token, is_secure=desk.is_secure, max_age=int(LIFE.total_seconds()))
    drop_cookie(response, FORM, is_secure=desk.is_secure)
    return response

"""The language of the pages: the user's own, or this browser's before the log-in."""

import secrets

from sanic import Request
from sanic.response import HTTPResponse, redirect
from sqlalchemy import update

from handoff.errors import NotFound
from handoff.language import LANGUAGES
from handoff.models import User
from handoff.web.cookies import FORM, LANGUAGE, read_cookie, set_cookie
from handoff.web.csrf import check_form
from handoff.web.desk import Desk
from handoff.web.forms import field_of
from handoff.web.gate import Routes
from handoff.web.viewer import Viewer

A_YEAR = 365 * 24 * 3600


def add_to(routes: Routes) -> None:
    routes.page("POST", "/desk/language", update_own)
    routes.public("POST", "/login/language", update_browsers)


async def update_own(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    language = _chosen(request)
    async with desk.sessions.begin() as session:
        await session.execute(update(User).where(User.id == viewer.user.id).values(language=language))
    return _back(desk, "/desk", language)


async def update_browsers(desk: Desk, request: Request) -> HTTPResponse:
    check_form(request, read_cookie(request, FORM, is_secure=desk.is_secure) or secrets.token_hex())
    return _back(desk, "/login", _chosen(request))


def _chosen(request: Request) -> str:
    language = field_of(request, "language")
    if language not in LANGUAGES:
        raise NotFound("no such language")
    return language


def _back(desk: Desk, path: str, language: str) -> HTTPResponse:
    response = redirect(path, status=303)
    set_cookie(response, LANGUAGE, language, is_secure=desk.is_secure, max_age=A_YEAR)
    return response

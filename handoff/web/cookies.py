"""The desk's cookies: never readable by scripts, never sent along from other sites."""

from sanic import Request
from sanic.response import HTTPResponse

LOG_IN = "schalter_log_in"
FORM = "schalter_form"
LANGUAGE = "schalter_language"


def read_cookie(request: Request, name: str, *, is_secure: bool) -> str | None:
    value = request.cookies.get(_full(name, is_secure))
    return str(value) if value else None


def set_cookie(response: HTTPResponse, name: str, value: str, *, is_secure: bool, max_age: int | None = None) -> None:
    """`max_age` in seconds; without it the cookie goes with the browser."""
    response.add_cookie(
        _full(name, is_secure),
        value,
        path="/",
        secure=is_secure,
        httponly=True,
        samesite="Lax",
        max_age=max_age,
    )


def drop_cookie(response: HTTPResponse, name: str, *, is_secure: bool) -> None:
    set_cookie(response, name, "", is_secure=is_secure, max_age=0)


def _full(name: str, is_secure: bool) -> str:
    """Browsers take a __Host- cookie only by https and for this very host."""
    return f"__Host-{name}" if is_secure else name

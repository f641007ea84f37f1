"""Proof that a form is ours: bound to the log-in, or, before there is one, to a cookie of its own."""

import hashlib
import hmac

from sanic import Request

from handoff.errors import NotAllowed
from handoff.web.forms import field_of

FIELD = "csrf"


class ForeignForm(NotAllowed):
    """A form without our token, or sent by another site."""


def csrf_token(secret: str) -> str:
    """`secret` is the cookie's value, which no page and no other site can read."""
    return hmac.digest(secret.encode(), b"schalter form", hashlib.sha256).hex()


def check_form(request: Request, secret: str) -> None:
    """Raises ForeignForm."""
    given = field_of(request, FIELD) or request.headers.get("x-csrf-token", "")
    # A header may hold bytes that are no text.
    if not hmac.compare_digest(given.encode(errors="surrogateescape"), csrf_token(secret).encode()):
        raise ForeignForm("this form lacks our token")
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise ForeignForm("this form was sent by another site")

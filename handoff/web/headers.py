"""Security headers for every answer of the desk."""

import secrets

from sanic import Request
from sanic.response import BaseHTTPResponse

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "media-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: then browsers send "Origin: null" with every form.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
TWO_YEARS = "max-age=63072000; includeSubDomains"


class Headers:
    def __init__(self, *, is_secure: bool):
        self._fixed = FIXED | ({"Strict-Transport-Security": TWO_YEARS} if is_secure else {})

    async def add(self, request: Request, response: BaseHTTPResponse) -> None:
        """What an answer says itself stands."""
        policy = dict(POLICY)
        if (nonce := getattr(request.ctx, "style_nonce", None)) is not None:
            policy["style-src"] += f" 'nonce-{nonce}'"
        written = "; ".join(f"{directive} {sources}" for directive, sources in policy.items())
        response.headers.setdefault("Content-Security-Policy", written)
        response.headers.setdefault("Cache-Control", "no-store")
        for name, value in self._fixed.items():
            response.headers.setdefault(name, value)


def style_nonce(request: Request) -> str:
    """For the one style element that Turbo makes, its progress bar; a page names it in its csp-nonce."""
    if not hasattr(request.ctx, "style_nonce"):
        request.ctx.style_nonce = secrets.token_urlsafe(16)
    return str(request.ctx.style_nonce)

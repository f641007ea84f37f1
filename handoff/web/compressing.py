"""Pages go compressed over the wire."""

import gzip

from sanic import Request
from sanic.response import BaseHTTPResponse

SMALLEST = 1024
KINDS = ("text/html", "text/vnd.turbo-stream.html")


async def compress(request: Request, response: BaseHTTPResponse) -> None:
    """Not what another site made the browser ask for: by the size of many such answers, each with a piece of text of
    that site's choice, it could guess the form token in them (BREACH).
    """
    body = getattr(response, "body", None)
    if not body or len(body) < SMALLEST or not (response.content_type or "").startswith(KINDS):
        return
    response.headers["Vary"] = ", ".join(filter(None, (response.headers.get("Vary"), "Accept-Encoding")))
    if takes_gzip(request) and request.headers.get("sec-fetch-site", "none") in ("same-origin", "none"):
        response.body = gzip.compress(body, 5, mtime=0)
        response.headers["Content-Encoding"] = "gzip"


def takes_gzip(request: Request) -> bool:
    return "gzip" in request.headers.get("accept-encoding", "")

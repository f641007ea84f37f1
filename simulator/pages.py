"""The phone page and what it is made of."""

from pathlib import Path

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, file

STATIC = Path(__file__).parent / "static"
POLICY = "default-src 'self'; img-src 'self' https: data:; media-src 'self' https:; frame-ancestors 'none'"

pages = Blueprint("pages")
pages.static("/static", STATIC, name="static")


@pages.get("/")
async def index(request: Request) -> HTTPResponse:
    headers = {"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
    return await file(STATIC / "phones.html", headers=headers)

"""What a customer does, and what he sees."""

import asyncio
from typing import Any

from sanic import Request
from sanic.response import HTTPResponse, empty, json, raw

from simulator import files
from simulator.acts import act, number_for
from simulator.control.body import place, read, seconds
from simulator.hub import happens
from simulator.meta import Meta
from simulator.thread_view import viewed

LONGEST_WAIT = 50.0


async def create(request: Request, key: str) -> HTTPResponse:
    meta: Meta = request.app.ctx.meta
    return json(act(meta, meta.world.customer(key), read(request)).shown(), status=201)


async def upload(request: Request, key: str) -> HTTPResponse:
    """The body is the file; kind, filename, caption, voice and number come in the query."""
    meta: Meta = request.app.ctx.meta
    customer, asked = meta.world.customer(key), request.args
    bubble = files.send(
        meta,
        customer,
        number_for(meta, customer, {"number": asked.get("number")}),
        request.body,
        kind=asked.get("kind", "document"),
        mime=request.headers.get("content-type", "application/octet-stream"),
        filename=asked.get("filename"),
        caption=asked.get("caption"),
        voice=asked.get("voice") == "true",
    )
    return json(bubble.shown(), status=201)


async def thread(request: Request, key: str) -> HTTPResponse:
    """`after`: only what is newer; `changes=1`: also older bubbles that changed; `wait`: at most so many seconds."""
    meta: Meta = request.app.ctx.meta
    after, wait = place(request, "after"), seconds(request, "wait", most=LONGEST_WAIT)
    changes = request.args.get("changes") == "1"
    view = await _awaited(meta, key, after, wait, changes)
    return json(view)


async def medium(request: Request, key: str) -> HTTPResponse:
    """For the phone page, which has no access token."""
    world = request.app.ctx.meta.world
    content = world.shelf.content(key) if key in world.media else None
    if content is None:
        return empty(404)
    mime = world.media[key].mime
    shown = mime.startswith(("image/jpeg", "image/png", "image/webp", "audio/", "video/"))
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
    headers |= {} if shown else {"Content-Disposition": "attachment"}
    return raw(content, content_type=mime, headers=headers)


async def _awaited(meta: Meta, key: str, after: int, wait: float, changes: bool) -> dict[str, Any]:
    loop = asyncio.get_running_loop()
    until = loop.time() + wait
    with meta.world.hub.listening(key) as change:
        while True:
            change.clear()
            view = viewed(meta, meta.world.customer(key), after, changes=changes)
            left = until - loop.time()
            if view["bubbles"] or left <= 0:
                return view
            await happens(change, seconds=left)

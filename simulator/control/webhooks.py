"""Webhooks outside the ordinary: raw injection, and waiting until all is delivered."""

import asyncio
from json import dumps

from sanic import Request
from sanic.response import HTTPResponse, json

from simulator.control.body import read, seconds
from simulator.errors import Impossible
from simulator.meta import Meta


async def create(request: Request) -> HTTPResponse:
    """`{"body": {…}}` is serialised as usual, `{"raw": "…"}` sent as it stands; both are signed."""
    meta: Meta = request.app.ctx.meta
    wanted = read(request)
    if not isinstance(wanted.get("body"), dict) and not isinstance(wanted.get("raw"), str):
        raise Impossible("A webhook needs a body (object) or raw (string).", 400)
    raw = wanted["raw"] if "raw" in wanted else dumps(wanted["body"], separators=(",", ":"))
    meta.deliveries.add(raw=raw)
    return json({"pending": meta.deliveries.pending}, status=202)


async def verify(request: Request) -> HTTPResponse:
    """What Meta does when a callback URL is saved: `{"token": …}`; `verified`: the challenge came back."""
    meta: Meta = request.app.ctx.meta
    verified = await meta.deliveries.verify(
        str(read(request).get("token")), challenge=meta.world.ids.digits("challenge", 10)
    )
    return json({"verified": verified})


async def pending(request: Request) -> HTTPResponse:
    """Waits up to `wait` seconds until nothing is pending, with `planned=1` no status is planned either."""
    meta: Meta = request.app.ctx.meta
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds(request, "wait", most=50.0)
    planned = request.args.get("planned") == "1"
    while (left := meta.deliveries.pending + planned * len(meta.world.planned)) and loop.time() < until:
        await asyncio.sleep(0.02)
    return json({"pending": left})

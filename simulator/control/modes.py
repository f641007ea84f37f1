"""Modes, faults, counters, reset."""

from sanic import Request
from sanic.response import HTTPResponse, empty, json

from simulator.control.body import read
from simulator.errors import Impossible
from simulator.faults import Fault
from simulator.meta import Meta


async def show(request: Request) -> HTTPResponse:
    return json(request.app.ctx.meta.world.modes.shown())


async def update(request: Request) -> HTTPResponse:
    meta: Meta = request.app.ctx.meta
    meta.world.modes.change(read(request))
    return json(meta.world.modes.shown())


async def faults(request: Request) -> HTTPResponse:
    return json(request.app.ctx.meta.world.faults.shown())


async def order(request: Request) -> HTTPResponse:
    meta: Meta = request.app.ctx.meta
    try:
        fault = Fault(**read(request))
    except TypeError as error:
        raise Impossible("A fault has kind, code, times, seconds, accept and to.", 400) from error
    meta.world.faults.add(fault)
    return json(meta.world.faults.shown(), status=201)


async def template(request: Request) -> HTTPResponse:
    """Sets the status of a template by name in all accounts and languages: PAUSED, DISABLED, APPROVED, REJECTED."""
    meta: Meta = request.app.ctx.meta
    wanted = read(request)
    found = [it for it in meta.world.templates.values() if it.name == wanted.get("name")]
    for it in found:
        it.status = str(wanted.get("status") or it.status)
        meta.world.add_template(it)
    return json([it.shown() for it in found])


async def counters(request: Request) -> HTTPResponse:
    meta: Meta = request.app.ctx.meta
    return json({**meta.world.counters.shown(), "pending": meta.deliveries.pending})


async def reset(request: Request) -> HTTPResponse:
    meta: Meta = request.app.ctx.meta
    meta.deliveries.clear()
    meta.world.reset()
    return empty()

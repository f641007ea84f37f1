"""Server-sent events for the phone page: whatever changes in the threads it shows."""

import asyncio
from json import dumps

from sanic import Request

from simulator.control.body import place
from simulator.hub import happens
from simulator.meta import Meta
from simulator.thread_view import viewed

PING = 15.0
REST = 0.05
"""Seconds between two looks, so that a busy simulator is not asked for every single change."""


async def show(request: Request) -> None:
    """`customers`: ids, with commas between; `after`: the last change seen."""
    meta: Meta = request.app.ctx.meta
    seen = {key: place(request, "after") for key in request.args.get("customers", "").split(",") if key}
    states: dict[str, object] = {}
    response = await request.respond(content_type="text/event-stream", headers={"Cache-Control": "no-store"})
    with meta.world.hub.listening() as change:
        while True:
            change.clear()
            for key in list(seen):
                if (news := _news(meta, key, seen, states)) is not None:
                    await response.send(f"data: {dumps(news)}\n\n")
            if not await happens(change, seconds=PING):
                await response.send(": still here\n\n")
            await asyncio.sleep(REST)


def _news(meta: Meta, key: str, seen: dict[str, int], states: dict[str, object]) -> dict[str, object] | None:
    """The view of one thread if anything in it is new; `gone` once when the customer is no more."""
    if key not in meta.world.customers:
        del seen[key]
        return {"gone": key}
    view = viewed(meta, meta.world.customers[key], seen[key], changes=True)
    state = (view["typing"], view["reads"], view["customer"])
    changed = bool(view["bubbles"]) or states.get(key) != state
    seen[key], states[key] = view["seq"], state
    return view if changed else None

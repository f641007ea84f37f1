"""The institution has read, and may be typing: blue ticks on the customer's phone, dots for up to 25 seconds."""

import asyncio
from functools import partial
from typing import Any

from simulator.bubbles import Bubble
from simulator.errors import Refusal
from simulator.meta import Meta
from simulator.settings import BusinessNumber
from simulator.threads import Thread

TYPING_SECONDS = 25


def take(meta: Meta, number: BusinessNumber, body: dict[str, Any]) -> None:
    """Marks a message and all earlier ones read. Raises Refusal 100 when there is no such message."""
    world = meta.world
    bubble = world.bubbles.get(str(body.get("message_id")))
    if body.get("status") != "read" or bubble is None or bubble.outbound or bubble.number != number.phone_number_id:
        raise Refusal(100, "Parameter message_id names no message received by this number.")
    thread = world.threads[bubble.customer]
    thread.reads += 1
    world.counters.add("reads")
    for earlier in _unread(thread, bubble):
        earlier.status = "read"
        world.change(earlier)
    if body.get("typing_indicator") is not None:
        _type(meta, thread, bubble, body["typing_indicator"])
    world.hub.wake(bubble.customer)


def _unread(thread: Thread, bubble: Bubble) -> list[Bubble]:
    same = (other for other in thread.bubbles if not other.outbound and other.number == bubble.number)
    return [other for other in same if other.seq <= bubble.seq and other.status != "read"]


def _type(meta: Meta, thread: Thread, bubble: Bubble, indicator: Any) -> None:
    if indicator != {"type": "text"}:
        raise Refusal(131009, 'Parameter typing_indicator must be {"type": "text"}.')
    meta.world.counters.add("typing")
    loop = asyncio.get_running_loop()
    thread.typing_until[bubble.number] = loop.time() + TYPING_SECONDS
    loop.call_later(TYPING_SECONDS + 0.1, partial(meta.world.hub.wake, bubble.customer))

"""Customers write when it is their time, whether or not the service keeps up."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

from simulator.acts import act
from simulator.bubbles import Bubble
from simulator.errors import Impossible
from simulator.meta import Meta
from trials.load.customers import Arrival


@dataclass(frozen=True, slots=True)
class Said:
    """`due`: when it should have been written, Unix seconds; what is late counts from then."""

    wamid: str
    customer: str
    seq: int
    due: float
    is_tap: bool


async def write(meta: Meta, arrivals: Sequence[Arrival]) -> list[Said]:
    start = time.time()
    said = []
    for arrival in arrivals:
        due = start + arrival.at
        await asyncio.sleep(due - time.time())
        bubble, is_tap = _write(meta, arrival)
        said.append(Said(bubble.wamid, arrival.customer, bubble.seq, due, is_tap))
    return said


def _write(meta: Meta, arrival: Arrival) -> tuple[Bubble, bool]:
    customer = meta.world.customers[arrival.customer]
    offered = _offered(meta, arrival) if arrival.taps else None
    if offered is not None:
        try:
            return act(meta, customer, {"type": "tap", **offered}), True
        except Impossible:
            pass  # it only opens a link
    return act(meta, customer, {"type": "text", "text": arrival.text}), False


def _offered(meta: Meta, arrival: Arrival) -> dict[str, str] | None:
    """The first button of the last bubble."""
    bubbles = [bubble for bubble in meta.world.threads[arrival.customer].bubbles if bubble.outbound]
    look = bubbles[-1].look if bubbles else {}
    rows = [row for section in look.get("list", {}).get("sections", []) for row in section["rows"]]
    buttons = [*look.get("buttons", []), *rows]
    return {"wamid": bubbles[-1].wamid, "title": buttons[0]["title"]} if buttons else None

"""A customer's thread as the control API and the phone page see it."""

import asyncio
from typing import Any

from simulator.customers import Customer
from simulator.meta import Meta


def viewed(meta: Meta, customer: Customer, after: int = 0, *, changes: bool = False) -> dict[str, Any]:
    """``seq`` is the number to ask after next; ``typing`` the institutions' numbers that are typing now."""
    thread = meta.world.threads[customer.id]
    return {
        "customer": customer.shown(),
        "seq": max(thread.changed, after),
        "reads": thread.reads,
        "typing": thread.typing(asyncio.get_running_loop().time()),
        "bubbles": [bubble.shown() for bubble in thread.after(after, changes=changes)],
    }

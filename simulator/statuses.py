"""The way of an outbound message: sent, delivered, read (and played), or failed; each step reported by webhook."""

import asyncio
from functools import partial
from typing import Any

from simulator.bubbles import LADDER, Bubble
from simulator.errors import title
from simulator.meta import Meta

DOCUMENTATION = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"
DETAILS = {
    131026: "Message undeliverable.",
    131047: "Message failed to send because more than 24 hours have passed since the customer last replied.",
    131050: "The customer has stopped marketing messages from this business.",
}
RECIPIENT = {"wa_id": "recipient_id", "user_id": "recipient_user_id"}
GRID = 0.05
"""Steps fall on multiples of this many seconds, so that those of many messages share a POST."""


def schedule(meta: Meta, bubble: Bubble) -> None:
    """Plans the steps still ahead; also after a restart, and when a phone is switched on again."""
    modes = meta.world.modes
    steps = {"sent": modes.sent_after, "delivered": modes.delivered_after, "read": modes.read_after}
    if bubble.look.get("media", {}).get("voice"):
        steps["played"] = modes.read_after * 2
    for status, delay in steps.items():
        if LADDER.index(status) > LADDER.index(bubble.status) and (status == "sent" or bubble.type != "reaction"):
            _later(meta, delay, partial(_step, meta, bubble, status))


def schedule_failure(meta: Meta, bubble: Bubble) -> None:
    """For a bubble whose ``code`` says why it will fail."""
    _later(meta, meta.world.modes.sent_after, partial(_fail, meta, bubble))


def resume(meta: Meta) -> None:
    """After a restart: every message that had not come to its end goes on."""
    for bubble in list(meta.world.bubbles.values()):
        if bubble.outbound and bubble.status not in ("failed", "played"):
            (schedule if bubble.code is None else schedule_failure)(meta, bubble)


def _later(meta: Meta, delay: float, step: partial[None]) -> None:
    loop, planned = asyncio.get_running_loop(), meta.world.planned

    def run() -> None:
        planned.discard(handle)
        step()

    handle = loop.call_at((loop.time() + delay) // GRID * GRID + GRID, run)
    planned.add(handle)


def _step(meta: Meta, bubble: Bubble, status: str) -> None:
    world = meta.world
    if world.bubbles.get(bubble.wamid) is not bubble or not _reaches(meta, bubble, status) or not bubble.climb(status):
        return
    contact = meta.owner(bubble).contact(with_user_id=world.modes.user_ids)
    built, hold = _status(meta, bubble, status), _hold(meta, status)
    meta.report(world.number(bubble.number), "statuses", built, contact=contact, hold=hold)
    world.change(bubble)


def _hold(meta: Meta, status: str) -> float:
    """When statuses shall be reordered, `delivered` is kept back until after `read`."""
    modes = meta.world.modes
    late = status == "delivered" and modes.reorder_statuses
    return max(modes.read_after - modes.delivered_after, 0) + 4 * GRID if late else 0.0


def _reaches(meta: Meta, bubble: Bubble, status: str) -> bool:
    owner, world = meta.owner(bubble), meta.world
    if status == "delivered" and world.modes.skip_delivered and world.random.random() < world.modes.skip_delivered:
        return False
    return status == "sent" or (owner.online and (status == "delivered" or owner.receipts))


def _fail(meta: Meta, bubble: Bubble) -> None:
    if meta.world.bubbles.get(bubble.wamid) is not bubble or bubble.code is None:
        return
    bubble.status = "failed"
    status = _common(meta, bubble, "failed") | {"errors": [_error(bubble.code)]}
    meta.report(meta.world.number(bubble.number), "statuses", status)
    meta.world.counters.add("failed", bubble.code)
    meta.world.change(bubble)


def _error(code: int) -> dict[str, Any]:
    details = {"details": DETAILS.get(code, "This error was ordered through the control API.")}
    return {"code": code, "title": title(code), "message": title(code), "error_data": details, "href": DOCUMENTATION}


def _common(meta: Meta, bubble: Bubble, status: str) -> dict[str, Any]:
    owner = meta.owner(bubble)
    common = {"id": bubble.wamid, "status": status, "timestamp": meta.stamp()}
    ids = owner.ids(with_user_id=meta.world.modes.user_ids)
    common |= {name: ids[key] for key, name in RECIPIENT.items() if key in ids}
    return common | ({"biz_opaque_callback_data": bubble.opaque} if bubble.opaque else {})


def _status(meta: Meta, bubble: Bubble, status: str) -> dict[str, Any]:
    built = _common(meta, bubble, status)
    if meta.world.modes.webhook_version == "v23":
        built["conversation"] = _conversation(meta, bubble, status)
    if status == "sent" or (status == "delivered") != bool(meta.world.modes.skip_delivered):
        built["pricing"] = _pricing(bubble)
    return built


def _conversation(meta: Meta, bubble: Bubble, status: str) -> dict[str, Any]:
    conversation: dict[str, Any] = {"id": bubble.wamid[-32:].lower(), "origin": {"type": bubble.category}}
    if status == "sent":
        conversation["expiration_timestamp"] = str(int(meta.world.clock.unix()) + 24 * 3600)
    return conversation


def _pricing(bubble: Bubble) -> dict[str, Any]:
    free = bubble.category == "service"
    kind = "free_customer_service" if free else "regular"
    return {"billable": not free, "pricing_model": "PMP", "type": kind, "category": bubble.category}

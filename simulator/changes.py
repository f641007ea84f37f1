"""What a customer does to messages already there: react, edit, delete."""

from typing import Any

from simulator import inbound
from simulator.bubbles import Bubble
from simulator.customers import Customer
from simulator.errors import Impossible
from simulator.meta import Meta
from simulator.settings import BusinessNumber


def react(meta: Meta, customer: Customer, number: BusinessNumber, wanted: dict[str, Any]) -> Bubble:
    """``emoji`` empty or missing takes the reaction back. Returns the bubble reacted to."""
    bubble = inbound.own_bubble(meta, customer, wanted.get("wamid"), outbound=True)
    emoji = str(wanted.get("emoji") or "")
    reaction = {"message_id": bubble.wamid} | ({"emoji": emoji} if emoji else {})
    if emoji:
        bubble.reactions["customer"] = emoji
    else:
        bubble.reactions.pop("customer", None)
    _report(meta, customer, bubble, "reaction", reaction)
    return bubble


def edit(meta: Meta, customer: Customer, number: BusinessNumber, wanted: dict[str, Any]) -> Bubble:
    bubble = inbound.own_bubble(meta, customer, wanted.get("wamid"), outbound=False)
    text = wanted.get("text")
    if bubble.type != "text" or not isinstance(text, str) or not text:
        raise Impossible("Only a text can be edited, and it needs a new text.")
    bubble.look, bubble.edited = {"text": text}, True
    message = {"type": "text", "text": {"body": text}}
    _report(meta, customer, bubble, "edit", {"original_message_id": bubble.wamid, "message": message})
    return bubble


def revoke(meta: Meta, customer: Customer, number: BusinessNumber, wanted: dict[str, Any]) -> Bubble:
    bubble = inbound.own_bubble(meta, customer, wanted.get("wamid"), outbound=False)
    bubble.look, bubble.revoked = {"text": ""}, True
    _report(meta, customer, bubble, "revoke", {"original_message_id": bubble.wamid})
    return bubble


def _report(meta: Meta, customer: Customer, bubble: Bubble, kind: str, content: dict[str, Any]) -> None:
    message = inbound.common(meta, customer, meta.world.ids.message(), kind) | {kind: content}
    meta.world.threads[customer.id].last_inbound[bubble.number] = meta.world.clock.unix()
    meta.world.change(bubble)
    inbound.post(meta, customer, meta.world.numbers[bubble.number], message)

"""A customer writes: his message as a webhook, and as a bubble on his own phone."""

from typing import Any

from simulator.bubbles import Bubble
from simulator.customers import Customer
from simulator.errors import Impossible
from simulator.meta import Meta
from simulator.settings import BusinessNumber


def deliver(
    meta: Meta,
    customer: Customer,
    number: BusinessNumber,
    *,
    kind: str,
    content: dict[str, Any],
    look: dict[str, Any] | None = None,
    quoted: str | None = None,
) -> Bubble:
    """``content`` is what follows the common fields (contract, section 3); ``quoted`` the wamid replied to."""
    world = meta.world
    wamid = world.ids.message()
    message = common(meta, customer, wamid, kind) | content
    if quoted is not None:
        message["context"] = {"from": number.display, "id": quoted}
    bubble = Bubble(
        wamid=wamid,
        customer=customer.id,
        number=number.phone_number_id,
        outbound=False,
        type=kind,
        look=look or {"text": ""},
        payload=message,
        at=world.clock.unix(),
        seq=world.next_seq(),
        status="sent",
        quoted=quoted,
    )
    world.add(bubble)
    if world.modes.limits:
        world.buckets.inbound(number.phone_number_id, at=bubble.at, scale=world.modes.limits_scale)
    post(meta, customer, number, message)
    return bubble


def post(meta: Meta, customer: Customer, number: BusinessNumber, message: dict[str, Any]) -> None:
    meta.world.counters.add("inbound")
    if customer.number != number.phone_number_id:
        customer.number = number.phone_number_id
        meta.world.save_customer(customer)
    contact = customer.contact(with_user_id=meta.world.modes.user_ids)
    meta.report(number, "messages", message, contact=contact, wamid=message["id"])


def common(meta: Meta, customer: Customer, wamid: str, kind: str) -> dict[str, Any]:
    ids = customer.ids(with_user_id=meta.world.modes.user_ids)
    sender = {name: ids[key] for key, name in SENDER.items() if key in ids}
    return {**sender, "id": wamid, "timestamp": meta.stamp(), "type": kind}


SENDER = {"wa_id": "from", "user_id": "from_user_id"}


def own_bubble(meta: Meta, customer: Customer, wamid: object, *, outbound: bool) -> Bubble:
    """A bubble of this customer's thread. Raises Impossible."""
    bubble = meta.world.bubble(str(wamid))
    if bubble.customer != customer.id or bubble.outbound != outbound:
        raise Impossible("That message is not one of this customer's, or was sent by the other side.", 404)
    return bubble

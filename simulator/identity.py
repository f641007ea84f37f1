"""A customer changes who he is to Meta, or what he wants to receive."""

from simulator.customers import Customer
from simulator.errors import Impossible
from simulator.meta import Meta, metadata
from simulator.settings import BusinessNumber


def change_number(meta: Meta, customer: Customer, number: BusinessNumber, *, wa_id: str | None = None) -> None:
    """A new phone number brings a new user id; the webhook comes without `contacts` (contract, section 3.1)."""
    if customer.wa_id is None:
        raise Impossible("This customer has no phone number to change.")
    old = customer.wa_id
    customer.wa_id, customer.user_id = wa_id or meta.world.free_phone(), meta.world.ids.user()
    meta.world.save_customer(customer)
    text = f"User {customer.name} changed from {old} to {customer.wa_id}"
    system = {"body": text, "wa_id": customer.wa_id, "user_id": customer.user_id, "type": "user_changed_number"}
    message = {"from": old, "id": meta.world.ids.message(), "timestamp": meta.stamp(), "type": "system"}
    meta.world.counters.add("inbound")
    meta.report(number, "messages", message | {"system": system})


def change_user_id(meta: Meta, customer: Customer, number: BusinessNumber) -> None:
    previous, customer.user_id = customer.user_id, meta.world.ids.user()
    meta.world.save_customer(customer)
    update = customer.ids() | {
        "detail": "User id was updated",
        "user_id": {"previous": previous, "current": customer.user_id},
        "timestamp": meta.stamp(),
    }
    value = {"messaging_product": "whatsapp", "metadata": metadata(number), "user_id_update": [update]}
    meta.report(number, "", value, field="user_id_update")


def prefer(meta: Meta, customer: Customer, number: BusinessNumber, *, value: str) -> None:
    """``value`` is `stop` or `resume`, about marketing messages."""
    if value not in ("stop", "resume"):
        raise Impossible("A preference is stop or resume.", 400)
    customer.takes_marketing = value == "resume"
    meta.world.save_customer(customer)
    preference = customer.ids() | {
        "detail": f"User requested to {value} marketing messages",
        "category": "marketing_messages",
        "value": value,
        "timestamp": int(meta.world.clock.unix()),
    }
    contact = customer.contact()
    del contact["profile"]
    body = {"messaging_product": "whatsapp", "metadata": metadata(number), "contacts": [contact]}
    meta.report(number, "", body | {"user_preferences": [preference]}, field="user_preferences")

"""What a customer can do on his phone, by the ``type`` the control API names."""

from collections.abc import Callable, Mapping
from typing import Any

from simulator import changes, inbound, taps
from simulator.bubbles import Bubble
from simulator.customers import Customer
from simulator.errors import Impossible
from simulator.meta import Meta
from simulator.settings import BusinessNumber

Act = Callable[[Meta, Customer, BusinessNumber, dict[str, Any]], Bubble]


def act(meta: Meta, customer: Customer, wanted: dict[str, Any]) -> Bubble:
    """Raises Impossible when no phone could do that."""
    kind = wanted.get("type", "text")
    if kind not in ACTS:
        raise Impossible(f"A customer can do one of: {', '.join(ACTS)}.", 400)
    return ACTS[kind](meta, customer, number_for(meta, customer, wanted), wanted)


def number_for(meta: Meta, customer: Customer, wanted: dict[str, Any]) -> BusinessNumber:
    """The number named, else that of the message answered, else the last one written to, else the first."""
    answered = meta.world.bubbles.get(str(wanted.get("wamid") or wanted.get("reply_to") or ""))
    key = wanted.get("number") or (answered.number if answered else customer.number)
    if key and key not in meta.world.numbers:
        raise Impossible("There is no such business number.", 404)
    return meta.world.numbers[key] if key else next(iter(meta.world.numbers.values()))


def _text(meta: Meta, customer: Customer, number: BusinessNumber, wanted: dict[str, Any]) -> Bubble:
    text = wanted.get("text")
    if not isinstance(text, str) or not text:
        raise Impossible("A text needs a text.", 400)
    return _plain(meta, customer, number, wanted, "text", {"body": text}, {"text": text})


def _location(meta: Meta, customer: Customer, number: BusinessNumber, wanted: dict[str, Any]) -> Bubble:
    place = {"latitude": 52.52, "longitude": 13.405} | dict(wanted.get("location") or {})
    return _plain(meta, customer, number, wanted, "location", place, {"text": "", "location": place})


def _contacts(meta: Meta, customer: Customer, number: BusinessNumber, wanted: dict[str, Any]) -> Bubble:
    cards = wanted.get("contacts") or [taps.own_card(customer, origin="other")]
    return _plain(meta, customer, number, wanted, "contacts", cards, {"text": "", "contacts": cards})


def _unsupported(meta: Meta, customer: Customer, number: BusinessNumber, wanted: dict[str, Any]) -> Bubble:
    details = {"details": "Message type is currently not supported."}
    error = {"code": 131051, "title": "Message type unknown", "message": "Message type unknown", "error_data": details}
    content = {"errors": [error], "unsupported": {"type": "poll_creation"}}
    return inbound.deliver(meta, customer, number, kind="unsupported", content=content, look={"text": "📊"})


def _future(meta: Meta, customer: Customer, number: BusinessNumber, wanted: dict[str, Any]) -> Bubble:
    """A type nobody has heard of yet."""
    content = {"hologram": {"id": "1", "shape": "cube"}}
    return inbound.deliver(meta, customer, number, kind="hologram", content=content, look={"text": "🧊"})


def _plain(
    meta: Meta,
    customer: Customer,
    number: BusinessNumber,
    wanted: dict[str, Any],
    kind: str,
    content: Any,
    look: dict[str, Any],
) -> Bubble:
    quoted = wanted.get("reply_to")
    if quoted is not None:
        meta.world.bubble(str(quoted))
    return inbound.deliver(meta, customer, number, kind=kind, content={kind: content}, look=look, quoted=quoted)


ACTS: Mapping[str, Act] = {
    "text": _text,
    "tap": taps.tap,
    "reaction": changes.react,
    "location": _location,
    "contacts": _contacts,
    "edit": changes.edit,
    "revoke": changes.revoke,
    "unsupported": _unsupported,
    "future": _future,
}

"""Taps on what the institution sent: reply buttons, list rows, template quick replies, requests."""

from typing import Any

from simulator.bubbles import Bubble
from simulator.customers import Customer
from simulator.errors import Impossible
from simulator.inbound import deliver, own_bubble
from simulator.meta import Meta
from simulator.settings import BusinessNumber


def tap(meta: Meta, customer: Customer, number: BusinessNumber, wanted: dict[str, Any]) -> Bubble:
    """Taps the button or row with that ``id`` or ``title`` of the bubble ``wamid``."""
    bubble = own_bubble(meta, customer, wanted.get("wamid"), outbound=True)
    rows = [row for section in bubble.look.get("list", {}).get("sections", []) for row in section["rows"]]
    for row in rows:
        if _meant(row, wanted):
            return _interactive(meta, customer, bubble, "list_reply", row)
    for button in bubble.look.get("buttons", []):
        if _meant(button, wanted):
            return _press(meta, customer, bubble, button, wanted)
    raise Impossible("That bubble has no such button or row.")


def own_card(customer: Customer, *, origin: str) -> dict[str, Any]:
    phone = {"phone": f"+{customer.wa_id}", "wa_id": customer.wa_id, "type": "CELL"}
    card: dict[str, Any] = {"name": {"formatted_name": customer.name}, "phones": [phone], "origin": origin}
    if origin == "other":
        card["vcard"] = f"BEGIN:VCARD\nVERSION:3.0\nFN:{customer.name}\nTEL:+{customer.wa_id}\nEND:VCARD"
    return card


def _press(meta: Meta, customer: Customer, bubble: Bubble, button: dict[str, Any], wanted: dict[str, Any]) -> Bubble:
    kind = button["kind"]
    if kind == "reply":
        return _interactive(meta, customer, bubble, "button_reply", button)
    if kind == "quick_reply":
        content = {"button": {"payload": button["id"], "text": button["title"]}}
        return _answer(meta, customer, bubble, "button", content, {"text": button["title"]})
    if kind == "location":
        place = {"latitude": 52.52, "longitude": 13.405} | dict(wanted.get("location") or {})
        return _answer(meta, customer, bubble, "location", {"location": place}, {"text": "", "location": place})
    if kind == "contact":
        cards = [own_card(customer, origin="contact_request")]
        return _answer(meta, customer, bubble, "contacts", {"contacts": cards}, {"text": "", "contacts": cards})
    raise Impossible("A tap on a link opens the browser and sends nothing.")


def _interactive(meta: Meta, customer: Customer, bubble: Bubble, kind: str, tapped: dict[str, Any]) -> Bubble:
    reply = {key: tapped[key] for key in ("id", "title", "description") if key in tapped}
    content = {"interactive": {"type": kind, kind: reply}}
    return _answer(meta, customer, bubble, "interactive", content, {"text": tapped["title"]})


def _answer(
    meta: Meta, customer: Customer, bubble: Bubble, kind: str, content: dict[str, Any], look: dict[str, Any]
) -> Bubble:
    number = meta.world.numbers[bubble.number]
    return deliver(meta, customer, number, kind=kind, content=content, look=look, quoted=bubble.wamid)


def _meant(button: dict[str, Any], wanted: dict[str, Any]) -> bool:
    return any(wanted.get(key) is not None and wanted[key] == button[key] for key in ("id", "title"))

"""One inbound message of any type (contract, §3 and §6)."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from handoff.whatsapp.inbound import InboundMedia, InboundMessage, Sender

Raw = dict[str, Any]

SYSTEM_CHANGES = {
    "user_changed_number": "number_changed",
    "customer_changed_number": "number_changed",
    "user_changed_user_id": "user_id_changed",
    "customer_identity_changed": "identity_changed",
}


def parse_message(raw: Raw, *, phone_number_id: str, contacts: list[Raw], errors: list[Raw]) -> InboundMessage:
    """Odd content becomes kind "unknown". Raises KeyError, TypeError or ValueError without id, time or sender."""
    sender = _sender(raw, contacts)
    context = raw.get("context") or {}
    kind = str(raw.get("type", "unknown"))
    try:
        details = TYPES[kind](raw) if kind in TYPES else _unknown(raw)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        details = _unknown(raw | {"errors": raw.get("errors") or errors})
    fields: Raw = {"kind": kind, **details}
    if context.get("forwarded") or context.get("frequently_forwarded"):
        fields["content"] = fields.get("content", {}) | {"forwarded": True}
    if raw.get("referral"):
        fields["content"] = fields.get("content", {}) | {"referral": list(_lines(raw["referral"]))}
    return InboundMessage(
        phone_number_id=phone_number_id,
        sender=sender,
        wamid=str(raw["id"]),
        sent_at=moment(raw["timestamp"]),
        quoted_wamid=_optional(context.get("id")),
        group=_optional(raw.get("group_id")),
        **fields,
    )


def moment(timestamp: Any) -> datetime:
    """Meta's Unix seconds, a string in most places and a number in some."""
    return datetime.fromtimestamp(int(timestamp), UTC)


def _sender(raw: Raw, contacts: list[Raw]) -> Sender:
    """The contact that belongs to the message; one that names somebody else never lends his names."""
    wa_id, bsuid = raw.get("from"), raw.get("from_user_id")
    contact: Raw = next((contact for contact in contacts if _belongs(contact, wa_id, bsuid)), {})
    if not (wa_id or bsuid) and len(contacts) == 1:
        contact = contacts[0]
    profile = contact.get("profile") or {}
    sender = Sender(
        wa_id=_digits(wa_id or contact.get("wa_id")),
        bsuid=_optional(bsuid or contact.get("user_id")),
        name=_optional(profile.get("name")),
        username=_optional(profile.get("username")),
    )
    if sender.wa_id is None and sender.bsuid is None:
        raise ValueError("a message without a sender")
    return sender


def _belongs(contact: Raw, wa_id: Any, bsuid: Any) -> bool:
    """Agrees in one name and contradicts in none."""
    pairs = [(contact.get("wa_id"), wa_id), (contact.get("user_id"), bsuid)]
    compared = [theirs == ours for theirs, ours in pairs if theirs and ours]
    return bool(compared) and all(compared)


def _digits(wa_id: Any) -> str | None:
    return str(wa_id).lstrip("+") if wa_id else None


def _optional(value: Any) -> str | None:
    return str(value) if value else None


def _text(raw: Raw) -> Raw:
    return {"body": _string(raw["text"]["body"])}


def _file(raw: Raw) -> Raw:
    kind = raw["type"]
    file = raw[kind]
    mime_type = str(file.get("mime_type") or "application/octet-stream")
    media = InboundMedia(str(file["id"]), mime_type, _optional(file.get("filename")))
    if kind == "audio" and file.get("voice"):
        kind = "voice"
    return {"kind": kind, "body": _string(file.get("caption") or ""), "media": media}


def _location(raw: Raw) -> Raw:
    place = raw["location"]
    named = ", ".join(str(place[key]) for key in ("name", "address") if place.get(key))
    content = {"latitude": float(place["latitude"]), "longitude": float(place["longitude"])}
    return {"body": named, "content": content}


def _contacts(raw: Raw) -> Raw:
    cards = [
        {
            "name": str((card.get("name") or {}).get("formatted_name") or ""),
            "phones": [str(phone.get("phone") or "") for phone in card.get("phones") or []],
        }
        for card in raw["contacts"]
    ]
    return {"body": ", ".join(str(card["name"]) for card in cards), "content": {"contacts": cards}}


def _reaction(raw: Raw) -> Raw:
    return {"target": str(raw["reaction"]["message_id"]), "body": _string(raw["reaction"].get("emoji") or "")}


def _template_button(raw: Raw) -> Raw:
    return {"body": _string(raw["button"].get("text") or ""), "button": _optional(raw["button"].get("payload"))}


def _interactive(raw: Raw) -> Raw:
    reply = raw["interactive"]
    kind = reply["type"]
    if kind in ("button_reply", "list_reply"):
        return {"kind": kind, "body": _string(reply[kind].get("title") or ""), "button": str(reply[kind]["id"])}
    if kind == "nfm_reply":
        answers = json.loads(reply[kind].get("response_json") or "{}")
        content = {"answers": list(_lines(answers))}
        return {"kind": kind, "body": _string(reply[kind].get("body") or ""), "content": content}
    return {"kind": kind, "content": {"answers": list(_lines(reply[kind]))}}


def _order(raw: Raw) -> Raw:
    return {"body": _string(raw["order"].get("text") or ""), "content": {"order": list(_lines(raw["order"]))}}


def _system(raw: Raw) -> Raw:
    system = raw["system"]
    change = SYSTEM_CHANGES.get(system.get("type"), "other")
    wa_id, bsuid = _digits(system.get("wa_id") or system.get("new_wa_id")), _optional(system.get("user_id"))
    return {"content": {"change": change}, "renamed": Sender(wa_id, bsuid) if wa_id or bsuid else None}


def _edit(raw: Raw) -> Raw:
    edited = raw["edit"]["message"]
    kind = edited.get("type", "text")
    body = edited[kind].get("body") if kind == "text" else edited[kind].get("caption")
    return {"target": str(raw["edit"]["original_message_id"]), "body": _string(body or "")}


def _revoke(raw: Raw) -> Raw:
    return {"target": str(raw["revoke"]["original_message_id"])}


def _unsupported(raw: Raw) -> Raw:
    wanted = raw.get("unsupported") or {}
    return {"kind": "unsupported", "content": {"type": wanted.get("type"), "errors": raw.get("errors") or []}}


def _unknown(raw: Raw) -> Raw:
    known = ("id", "from", "from_user_id", "timestamp")
    rest = {key: value for key, value in raw.items() if key not in known}
    return {"kind": "unknown", "content": {"raw": list(_lines(rest))}}


def _lines(value: Any, name: str = "") -> Iterator[str]:
    """A tree as "name: value" lines: the guard needs both to know a PIN, and numbers as text to know a card."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _lines(item, str(key))
    elif isinstance(value, list):
        for item in value:
            yield from _lines(item, name)
    elif value not in (None, ""):
        yield f"{name}: {value}"


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("text expected")
    return value


TYPES: dict[str, Callable[[Raw], Raw]] = {
    "text": _text,
    **dict.fromkeys(("image", "video", "audio", "document", "sticker"), _file),
    "location": _location,
    "contacts": _contacts,
    "reaction": _reaction,
    "button": _template_button,
    "interactive": _interactive,
    "order": _order,
    "system": _system,
    "edit": _edit,
    "revoke": _revoke,
    "unsupported": _unsupported,
}

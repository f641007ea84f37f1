"""The limits of the contract, section 7: one module a message type, each raising Refusal with a sentence of details."""

from collections.abc import Callable, Mapping
from typing import Any

from simulator.checks import contacts, interactive, location, media, reaction, template, text
from simulator.checks.fields import choice, object_at, words
from simulator.errors import Refusal

TYPES: Mapping[str, Callable[[dict[str, Any], str], None]] = {
    "text": text.check,
    "interactive": interactive.check,
    "image": media.check,
    "video": media.check,
    "audio": media.check,
    "document": media.check,
    "sticker": media.check,
    "location": location.check,
    "reaction": reaction.check,
    "template": template.check,
}


def check(body: dict[str, Any]) -> None:
    if body.get("messaging_product") != "whatsapp":
        raise Refusal(100, "The parameter messaging_product is required and must be whatsapp.")
    choice(body, "recipient_type", ("individual",), optional=True)
    words(body, "biz_opaque_callback_data", limit=512, optional=True)
    _check_context(body)
    kind = body.get("type", "text")
    if kind == "contacts":
        contacts.check(body)
    elif kind in TYPES:
        TYPES[kind](object_at(body, kind), kind)
    else:
        raise Refusal(100, f"Param type must be one of {', '.join((*TYPES, 'contacts'))}.")


def _check_context(body: dict[str, Any]) -> None:
    if "context" in body:
        words(object_at(body, "context"), "message_id", path="context")
        if body.get("type") == "reaction":
            raise Refusal(131009, "A reaction cannot carry a context.")

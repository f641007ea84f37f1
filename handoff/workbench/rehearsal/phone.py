"""A customer's phone: his messages as webhooks, signed as Meta signs them."""

import hashlib
import hmac
import itertools
import json
from datetime import datetime
from typing import Any

_ids = itertools.count(1)


class Phone:
    """One customer. `wa_id` is an invented number, without +."""

    def __init__(self, wa_id: str, *, phone_number_id: str, app_secret: str):
        self.wa_id = wa_id
        self._number = phone_number_id
        self._secret = app_secret

    def webhook(self, *messages: dict[str, Any], at: datetime) -> tuple[bytes, dict[str, str]]:
        """Body and headers of one webhook with these messages."""
        stamped = [
            {"from": self.wa_id, "id": f"wamid.IN{next(_ids)}", "timestamp": str(int(at.timestamp())), **message}
            for message in messages
        ]
        value = {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "4930555000111", "phone_number_id": self._number},
            "contacts": [{"profile": {"name": "Mara Beispiel"}, "wa_id": self.wa_id}],
            "messages": stamped,
        }
        return self.sign({"object": "whatsapp_business_account", "entry": [_entry(value)]})

    def sign(self, body: dict[str, Any]) -> tuple[bytes, dict[str, str]]:
        raw = json.dumps(body).encode()
        signature = hmac.new(self._secret.encode(), raw, hashlib.sha256).hexdigest()
        return raw, {"X-Hub-Signature-256": f"sha256={signature}", "Content-Type": "application/json"}


def _entry(value: dict[str, Any]) -> dict[str, Any]:
    return {"id": "300000000000001", "changes": [{"field": "messages", "value": value}]}


def text(body: str) -> dict[str, Any]:
    return {"type": "text", "text": {"body": body}}


def reaction(emoji: str, *, to: str) -> dict[str, Any]:
    return {"type": "reaction", "reaction": {"message_id": to, "emoji": emoji}}


def voice_note() -> dict[str, Any]:
    return {"type": "audio", "audio": {"id": "9001", "mime_type": "audio/ogg; codecs=opus", "voice": True}}


def picture(caption: str | None = None) -> dict[str, Any]:
    image = {"id": "9002", "mime_type": "image/jpeg"} | ({"caption": caption} if caption else {})
    return {"type": "image", "image": image}


def unknown() -> dict[str, Any]:
    return {"type": "hologram", "hologram": {"depth": 3}}


def tap(kind: str, button_id: str, title: str) -> dict[str, Any]:
    """`kind`: "button_reply" or "list_reply"."""
    return {"type": "interactive", "interactive": {"type": kind, kind: {"id": button_id, "title": title}}}

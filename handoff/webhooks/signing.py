"""Signatures by the Standard Webhooks scheme (standardwebhooks.com), which receivers check with its libraries."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

PREFIX = "whsec_"
# The scheme asks for 24 to 64.
SECRET_BYTES = 32


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signed(body: bytes, *, message_id: str, at: datetime, keys: Sequence[str]) -> dict[str, str]:
    """The headers of a message that is sent at `at`, signed with each of these secrets."""
    timestamp = str(int(at.timestamp()))
    told = f"{message_id}.{timestamp}.".encode() + body
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{_signature(told, key)}" for key in keys),
    }


def _signature(told: bytes, key: str) -> str:
    raw = base64.b64decode(key.removeprefix(PREFIX))
    return base64.b64encode(hmac.digest(raw, told, hashlib.sha256)).decode()

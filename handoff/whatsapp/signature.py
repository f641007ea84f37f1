"""Meta's signature over a webhook's raw bytes (contract, §2.2)."""

import hashlib
import hmac


def is_signed(body: bytes, header: str | None, *, secret: str) -> bool:
    """`header`: the value of X-Hub-Signature-256. Constant time; an absent or odd header is simply not a signature."""
    expected = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), (header or "").encode(errors="replace"))

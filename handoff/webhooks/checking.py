"""How a receiver checks that a message is ours, as the administration shows it: with nothing but Python."""

import base64
import hmac
import time


def is_from_schalter(headers: dict[str, str], body: bytes, secret: str) -> bool:
    sent = headers["webhook-timestamp"]
    if abs(time.time() - int(sent)) > 300:
        return False  # too old: somebody may be sending it again
    key = base64.b64decode(secret.removeprefix("whsec_"))
    told = f"{headers['webhook-id']}.{sent}.".encode() + body
    right = base64.b64encode(hmac.digest(key, told, "sha256")).decode()
    given = [one.partition(",")[2] for one in headers["webhook-signature"].split()]
    return any(hmac.compare_digest(one, right) for one in given)

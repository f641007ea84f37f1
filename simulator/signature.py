"""The bytes of a webhook and their signature (contract, section 2.2): serialised once, as ASCII JSON."""

import hmac
import json
from typing import Any

from simulator.modes import Modes
from simulator.world import World


def serialised(body: Any) -> bytes:
    return json.dumps(body, separators=(",", ":")).encode("ascii")


def signature(secret: str, content: bytes) -> str:
    return "sha256=" + hmac.new(secret.encode(), content, "sha256").hexdigest()


def sealed(world: World, body: Any) -> tuple[bytes, dict[str, str]]:
    """Content and headers of a POST; spoiled when the modes ask for it. A string is sent as it stands."""
    content = body.encode() if isinstance(body, str) else serialised(body)
    signed = signature(world.settings.app_secret, content)
    if _counted_down(world.modes, "wrong_signatures"):
        signed = signature("wrong " + world.settings.app_secret, content)
    if _counted_down(world.modes, "reencoded"):
        content = json.dumps(json.loads(content), ensure_ascii=False).encode()
    return content, {"Content-Type": "application/json", "X-Hub-Signature-256": signed}


def _counted_down(modes: Modes, name: str) -> bool:
    left = getattr(modes, name)
    if left:
        setattr(modes, name, left - 1)
    return bool(left)

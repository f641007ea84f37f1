"""Text messages."""

from typing import Any

from simulator.checks.fields import words
from simulator.errors import Refusal


def check(body: dict[str, Any], path: str) -> None:
    text = words(body, "body", limit=4096, path=path)
    preview = body.get("preview_url", False)
    if not isinstance(preview, bool):
        raise Refusal(131009, "Parameter text.preview_url must be true or false.")
    if preview and "http://" not in text and "https://" not in text:
        raise Refusal(131009, "Parameter text.preview_url needs an http(s) URL in the body.")

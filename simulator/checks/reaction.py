"""Reactions; an empty emoji takes one back."""

from typing import Any

from simulator.checks.fields import words
from simulator.errors import Refusal


def check(body: dict[str, Any], path: str) -> None:
    words(body, "message_id", limit=512, path=path)
    emoji = body.get("emoji")
    if not isinstance(emoji, str) or len(emoji) > 16:
        raise Refusal(131009, "Parameter reaction.emoji must be one emoji, or an empty string to remove it.")

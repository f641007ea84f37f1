"""From what Rasa uttered to replies: buttons, a link, the label of a list."""

import json
import re
from collections.abc import Iterable
from typing import Any

from rasa.shared.core.events import BotUttered, Event

from bot.failure import BotFailure
from bot.turn import Button, Choice, Link, Reply

_PAYLOAD = re.compile(r"/(\w+)(\{.*\})?", re.DOTALL)


def replies(events: Iterable[Event]) -> tuple[Reply, ...]:
    """Raises BotFailure when nothing was said, or an utterance has no text, or a button or link is malformed."""
    found = tuple(reply(event) for event in events if isinstance(event, BotUttered))
    if not found:
        raise BotFailure("the turn ended without a reply")
    return found


def reply(uttered: BotUttered) -> Reply:
    name = uttered.metadata.get("utter_action")
    text = (uttered.text or "").strip()
    if not text:
        raise BotFailure(f"a reply is empty (response {name!r})")
    try:
        custom = uttered.data.get("custom") or {}
        buttons = tuple(_button(button) for button in uttered.data.get("buttons") or ())
        link = Link(**custom["link"]) if custom.get("link") else None
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BotFailure(f"a button or link is malformed (response {name!r}): {type(error).__name__}") from error
    return Reply(text=text, name=name, buttons=buttons, link=link, menu=custom.get("menu"))


def _button(button: dict[str, Any]) -> Button:
    match = _PAYLOAD.fullmatch(button["payload"].strip())
    if match is None:
        raise ValueError("payload")
    entities = {name: str(value) for name, value in json.loads(match[2] or "{}").items()}
    return Button(title=button["title"], choice=Choice(match[1], entities), description=button.get("description"))

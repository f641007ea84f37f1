"""`schalter understand`: what the bot makes of messages, one JSON object a line."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from bot.engine import Bot
from handoff.catalogue import Catalogue, load_catalogue
from handoff.guard import mask
from handoff.language import detect
from handoff.settings import ROOT, Settings
from handoff.workbench.model import trained
from handoff.workbench.reckoning import topic_taken


def understand(settings: Settings, messages: Iterable[str]) -> Iterator[str]:
    """Each message stands alone, as the first of a conversation; empty lines are none. Trains if the data changed."""
    bot = Bot.load(trained(settings))
    catalogue = load_catalogue(ROOT / "data")
    for message in messages:
        if text := message.strip():
            yield json.dumps(_understood(bot, catalogue, text), ensure_ascii=False)


def _understood(bot: Bot, catalogue: Catalogue, text: str) -> dict[str, Any]:
    """`topic` is null for what has none, such as a yes; what isn't understood counts as out of scope."""
    masked = mask(text)
    language = detect(masked.text, current=None)
    parse = bot.parse(masked.text, language)
    topic = topic_taken(catalogue, parse.intent)
    return {
        "text": masked.text,
        "topic": topic if catalogue.rule(topic) else None,
        "intent": parse.intent,
        "confidence": round(parse.confidence, 4),
        "language": language,
        "guard": sorted({find.kind.value for find in masked.finds}),
    }

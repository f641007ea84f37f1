"""A tapped button in NLU's place: what it stands for is checked against the domain, not guessed."""

from typing import Any

from rasa.shared.core.domain import Domain

from bot.failure import BotFailure
from bot.turn import Choice

NEVER_CHOSEN = {"restart", "back", "session_start", "nlu_fallback"}  # Rasa's own, which act above all rules


def understood(choice: Choice, text: str, domain: Domain) -> dict[str, Any]:
    """What NLU would have returned. Raises BotFailure for an intent or an entity that no button may carry."""
    if choice.intent not in domain.intents or choice.intent in NEVER_CHOSEN:
        raise BotFailure(f"a button stands for the intent {choice.intent!r}, which no button may carry")
    unknown = sorted(set(choice.entities) - set(domain.entities))
    if unknown:
        raise BotFailure(f"a button carries entities that the domain doesn't have: {', '.join(unknown)}")
    intent = {"name": choice.intent, "confidence": 1.0}
    entities = [{"entity": name, "value": value} for name, value in choice.entities.items()]
    return {"text": text, "intent": intent, "entities": entities, "intent_ranking": [intent]}

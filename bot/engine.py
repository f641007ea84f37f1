"""The bot: one model, many conversations at once, no memory between turns."""

import hashlib
import time
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import bot.serving  # noqa: F401  # what Rasa needs comes before Rasa

# isort: split
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.choices import understood
from bot.failure import BotFailure
from bot.processor import Silent, TurnProcessor
from bot.replies import replies, reply
from bot.stand_ins import seal, unseal
from bot.state import LANGUAGE, fold, unfold
from bot.turn import Parse, Reply, Turn, Utterance
from bot.watch import silence, watching

__all__ = ["Bot", "BotFailure"]

SMOKE = "Guten Tag, hello"


class Bot:
    def __init__(self, processor: TurnProcessor, model_hash: str) -> None:
        self._processor = processor
        self._channel = Silent()
        self.model_hash = model_hash

    @classmethod
    def load(cls, model: Path, actions: str = "actions") -> "Bot":
        """Loads a trained model and the package of its actions. Raises BotFailure when it can't answer a greeting."""
        if not model.is_file():
            raise BotFailure(f"there is no model {model}; train one with `schalter train`")
        unseal()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # Rasa uses what today's libraries deprecate
                processor = _processor(model, actions)
                silence()
                loaded = cls(processor, hashlib.sha256(model.read_bytes()).hexdigest()[:16])
                loaded._smoke_test(model)
        finally:
            seal()  # an earlier bot may go on
        return loaded

    async def turn(self, utterance: Utterance, state: Mapping[str, Any] | None) -> Turn:
        """Raises BotFailure when anything at all went wrong; then nothing that was said counts."""
        with watching(utterance) as watch:
            try:
                turn = await self._turn(utterance, state)
            except BotFailure:
                raise
            except Exception as error:
                raise BotFailure(f"Rasa raised {type(error).__name__}") from error
            if watch.errors:
                raise BotFailure(f"Rasa logged an error at {watch.errors[0]}")
        return turn

    def parse(self, text: str, language: str) -> Parse:
        message = UserMessage(text, metadata={"language": language})
        found = self._processor._parse_message_with_graph(message, DialogueStateTracker.from_events("parse", []))
        return Parse(
            intent=str(found["intent"]["name"]),
            confidence=float(found["intent"]["confidence"]),
            ranking=tuple((str(rank["name"]), float(rank["confidence"])) for rank in found.get("intent_ranking", ())),
            entities={entity["entity"]: str(entity["value"]) for entity in found["entities"]},
        )

    def say(
        self,
        name: str,
        *,
        language: str,
        facts: Mapping[str, str],
        texts: Mapping[str, Mapping[str, str]] | None = None,
        **values: str,
    ) -> Reply:
        """A response said outside of any turn. Raises BotFailure if there is none, or a value is missing."""
        with watching(Utterance("", language, "", facts=facts, texts=texts or {})):
            filled = self._processor.nlg.filled(name, **values)
        text = filled.pop("text", None)
        return reply(BotUttered(text, data=filled, metadata={"utter_action": name}))

    async def _turn(self, utterance: Utterance, state: Mapping[str, Any] | None) -> Turn:
        start = time.perf_counter()
        tracker = unfold(state, self._processor.domain, sender_id=utterance.sender_id, language=utterance.language)
        before = len(tracker.events)
        await self._processor.run(self._message(utterance), tracker)
        events = list(tracker.events)[before:]
        executed = [event.action_name for event in events if isinstance(event, ActionExecuted)]
        if not executed or executed[-1] != "action_listen":
            raise BotFailure(f"the turn ended with {executed[-1:]}, not with waiting for the customer")
        intent = next(event for event in events if isinstance(event, UserUttered)).intent
        return Turn(
            replies=replies(events),
            state=fold(tracker, events, state),
            intent=str(intent["name"]),
            confidence=float(intent["confidence"]),
            language=utterance.language,
            actions=tuple(name for name in executed if name != "action_listen"),
            model_hash=self.model_hash,
            milliseconds=(time.perf_counter() - start) * 1000,
        )

    def _message(self, utterance: Utterance) -> UserMessage:
        choice, text = utterance.choice, utterance.text
        return UserMessage(
            text,
            self._channel,
            utterance.sender_id,
            parse_data=understood(choice, text, self._processor.domain) if choice else None,
            metadata={"language": utterance.language, "tapped": choice is not None},
        )

    def _smoke_test(self, model: Path) -> None:
        """Rasa loads a model without its classifier, features or rules in silence."""
        if LANGUAGE not in {slot.name for slot in self._processor.domain.slots}:
            raise BotFailure(f"the domain of model {model.name} has no slot {LANGUAGE!r}")
        try:
            learnt = {name for name, _ in self.parse(SMOKE, "de").ranking} - {"nlu_fallback"}
        except Exception as error:
            raise BotFailure(f"NLU of model {model.name} raised {type(error).__name__}; train it again") from error
        if not learnt or not self._processor.model_metadata.core_target:
            raise BotFailure(f"model {model.name} has no trained NLU or no rules; train it again")


def _processor(model: Path, actions: str) -> TurnProcessor:
    try:
        return TurnProcessor(str(model), actions)
    except BotFailure:
        raise
    except ImportError:
        raise  # the actions' own, or a component's: the traceback is the best answer
    except Exception as error:
        raise BotFailure(f"model {model.name} can't be loaded ({type(error).__name__}); train it again") from error

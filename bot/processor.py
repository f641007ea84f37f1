"""Rasa's message processor without a tracker store, without locks, and without its habit of going on after errors."""

import tempfile
from pathlib import Path
from typing import Any, NoReturn

import rasa.core.actions.forms  # noqa: F401  # Rasa would import it later, past bot.watch.silence
from rasa.core.actions.action import Action, ActionExecutionRejection
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.engine.loader import load_predict_graph_runner
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata
from rasa.shared.core.events import (
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    Event,
    FollowupAction,
    LoopInterrupted,
    SlotSet,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.endpoint import InProcessActions
from bot.failure import BotFailure
from bot.responses import Responses
from bot.runner import StraightRunner

# what a folded dialogue state can carry; restarts, reminders, pauses and the like would be lost
_UNDERSTOOD = (SlotSet, FollowupAction, ActiveLoop, BotUttered, LoopInterrupted, ActionExecutionRejected)


class TurnProcessor(MessageProcessor):  # type: ignore[misc]  # Rasa has no types
    def __init__(self, model: str, actions: str) -> None:
        super().__init__(
            model,
            tracker_store=None,
            lock_store=None,
            generator=None,
            max_number_of_predictions=10,
            on_circuit_break=_stop,
        )
        self.nlg = Responses(self.domain.responses)
        self.action_endpoint = InProcessActions(actions, self.domain)

    @staticmethod
    def _load_model(model_path: str) -> tuple[str, ModelMetadata, GraphRunner]:
        """Raises what Rasa raises for a file that is no model."""
        with tempfile.TemporaryDirectory() as folder:
            metadata, runner = load_predict_graph_runner(
                Path(folder), Path(model_path), LocalModelStorage, StraightRunner
            )
        return Path(model_path).name, metadata, runner

    def _check_for_unseen_features(self, parse_data: dict[str, Any]) -> None:
        """Rasa would warn, which is off here, and builds an empty domain to compare with, at each message."""

    async def run(self, message: UserMessage, tracker: DialogueStateTracker) -> DialogueStateTracker:
        await self._handle_message_with_tracker(message, tracker)
        tracker = await self.run_action_extract_slots(message.output_channel, tracker)
        await self._run_prediction_loop(message.output_channel, tracker)
        return tracker

    async def _run_action(
        self,
        action: Action,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        nlg: Responses,
        prediction: PolicyPrediction,
    ) -> bool:
        attempt = tracker
        if prediction.events:  # in case of a rejection they don't count; actions themselves change no tracker
            attempt = tracker.copy()
            attempt.update_with_events(prediction.events, self.domain)
        try:
            events = await action.run(output_channel, nlg, attempt, self.domain)
        except ActionExecutionRejection:
            tracker.update(ActionExecutionRejected(action.name(), prediction.policy_name, prediction.max_confidence))
            return bool(self.should_predict_another_action(action.name()))
        except BotFailure:
            raise
        except Exception as error:
            raise BotFailure(f"{action.name()} raised {type(error).__name__}") from error
        _check(events, action)
        self._log_action_on_tracker(tracker, action, events, prediction)
        return bool(self.should_predict_another_action(action.name()))


class Silent(OutputChannel):  # type: ignore[misc]  # Rasa has no types
    """Replies are read from the turn's events, where text, buttons and custom are still one."""

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        pass


def _check(events: list[Event], action: Action) -> None:
    for event in events or []:
        if not isinstance(event, _UNDERSTOOD):
            raise BotFailure(
                f"{action.name()} returned the event {event.type_name!r}, which a folded state can't carry"
            )


def _stop(tracker: DialogueStateTracker, output_channel: OutputChannel, nlg: Responses) -> NoReturn:
    raise BotFailure(f"ten actions ran without waiting for the customer, {tracker.latest_action_name} last")

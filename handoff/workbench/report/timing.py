"""How long each stage of the NLU pipeline takes a message, measured by hooks on the nodes of the model's own graph."""

import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
from rasa.engine.graph import ExecutionContext, GraphNodeHook
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.shared.core.trackers import DialogueStateTracker

from bot.runner import StraightRunner
from handoff.workbench.report.quantiles import Times, times

WARMING = 100


class Stopwatch(GraphNodeHook):  # type: ignore[misc]  # Rasa has no types
    """`seconds` of each node's runs, by the node's name."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = defaultdict(list)

    def on_before_node(self, **node: Any) -> dict[str, float]:
        return {"started": time.perf_counter()}

    def on_after_node(self, *, node_name: str, input_hook_data: dict[str, float], **node: Any) -> None:
        self.seconds[node_name].append(time.perf_counter() - input_hook_data["started"])


def time_stages(model: Path, texts: Sequence[str]) -> dict[str, Times]:
    """By the stage's class, in the pipeline's order."""
    watch = Stopwatch()
    with tempfile.TemporaryDirectory() as folder:
        storage, metadata = LocalModelStorage.from_model_archive(Path(folder), model)
        schema = metadata.predict_schema
        runner = StraightRunner.create(schema, storage, ExecutionContext(schema, metadata.model_id), [watch])
    tracker = DialogueStateTracker.from_events("report", [])
    for text in [*texts[:WARMING], *texts]:
        inputs = {PLACEHOLDER_MESSAGE: [UserMessage(text)], PLACEHOLDER_TRACKER: tracker}
        runner.run(inputs=inputs, targets=[metadata.nlu_target])
    return {
        schema.nodes[name].uses.__name__: times(seconds[len(texts[:WARMING]) :])
        for name, seconds in watch.seconds.items()
    }

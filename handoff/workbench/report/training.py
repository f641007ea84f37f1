"""Trains as `rasa train` does, on a part of the examples, and hears the rest. For processes that don't load bot.engine.

That one leaves out scikit-learn (bot/stand_ins.py), so this runs in processes of its own; each reads the data once.
"""

import contextlib
import io
import os
import tempfile
import time
import warnings
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import bot.compat  # noqa: F401  # what Rasa needs comes before Rasa

# isort: split
import rasa.model_training
from rasa.core.channels.channel import UserMessage
from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
from rasa.engine.loader import load_predict_graph_runner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException as RasaException
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.cli import QUIET
from bot.importer import TopicImporter
from bot.runner import StraightRunner
from bot.watch import silence
from handoff.language import detect
from handoff.workbench.report.folds import divide
from handoff.workbench.report.hearing import Example, Heard
from handoff.workbench.report.thresholds import Guess


def hear(root: Path, fold: int, workshop: Path) -> Heard:
    """Trains on all examples but those of `fold`, and hears these: none if there is no such fold.

    What it makes stays in the folder `workshop`, whose owner clears it away even if this process is killed.
    """
    whole = _importer(root).get_nlu_data()
    examples = _examples(whole)
    fold_of = divide([one.text for one in examples], [one.intent for one in examples])
    kept = [one for one, its in zip(whole.intent_examples, fold_of, strict=True) if its != fold]
    left_out = [one for one, its in zip(examples, fold_of, strict=True) if its == fold]
    without_intent = [one for one in whole.training_examples if not one.get(INTENT)]
    part = TrainingData(
        [*kept, *without_intent],
        whole.entity_synonyms,
        whole.regex_features,
        whole.lookup_tables,
    )
    folder = Path(tempfile.mkdtemp(dir=workshop))
    tempfile.tempdir = str(folder)  # Rasa's own files too
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Rasa uses what today's libraries deprecate
        started = time.perf_counter()
        model = _train(_Part(root, part), str(folder))
        seconds = time.perf_counter() - started
        return Heard(fold, _guesses(model, left_out, folder) if left_out else [], seconds)


def _examples(whole: TrainingData) -> list[Example]:
    """Files have German first, then English: one too short to tell is of the language of that before it."""
    examples: list[Example] = []
    for one in whole.intent_examples:
        text, intent = str(one.get(TEXT)), str(one.get(INTENT))
        before = examples[-1].language if examples and examples[-1].intent == intent else None
        examples.append(Example(text, intent, detect(text, current=before)))
    return examples


class _Part(TopicImporter):
    def __init__(self, root: Path, part: TrainingData) -> None:
        super().__init__(str(root / "config.yml"), str(root / "domain.yml"), [str(root / "data")])
        self._part = part

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        return self._part


@cache
def _importer(root: Path) -> TopicImporter:
    os.environ.update(QUIET)
    silence()
    return TopicImporter(str(root / "config.yml"), str(root / "domain.yml"), [str(root / "data")])


def _train(importer: TopicImporter, folder: str) -> Path:
    with contextlib.redirect_stdout(io.StringIO()):
        result = rasa.model_training._train_graph(
            importer, rasa.model_training.TrainingType.NLU, folder, fixed_model_name="model", force_full_training=True
        )
    return Path(result.model)


def _guesses(model: Path, examples: Sequence[Example], folder: Path) -> list[tuple[Example, Guess]]:
    metadata, runner = load_predict_graph_runner(_new(folder), model, LocalModelStorage, StraightRunner)
    tracker = DialogueStateTracker.from_events("report", [])
    guesses = []
    for example in examples:
        inputs = {PLACEHOLDER_MESSAGE: [UserMessage(example.text)], PLACEHOLDER_TRACKER: tracker}
        found = runner.run(inputs=inputs, targets=[metadata.nlu_target])[metadata.nlu_target][0]
        ranking = [(str(rank["name"]), float(rank["confidence"])) for rank in found.get("intent_ranking") or ()]
        guesses.append((example, Guess.of(ranking)))
    return guesses


def _new(folder: Path) -> Path:
    loaded = folder / "loaded"
    loaded.mkdir()
    return loaded

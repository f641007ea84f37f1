"""Logistic regression over grams. A text of which it knows no gram is "unknown", where others name the largest class.

Grams are weighed as usual in text classification (tf-idf): one that comes often in a text counts by the logarithm, one
that comes in many texts counts less, and a long text counts as much as a short one.

Trained by scikit-learn; what it learnt is a table of weights, so that answering takes numpy alone, and a model file
holds numbers and words, nothing that could run.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.grams import count, is_group_of_letters

NUMBERS, WORDS = "weights.npz", "grams.json"
RANKED = 10


@dataclass(frozen=True, slots=True)
class Learnt:
    """`rows`: where a gram's weights are; `weights`: one row a gram, one column an intent; `rarity`: one a gram."""

    intents: Sequence[str]
    rows: dict[str, int]
    weights: NDArray[numpy.float32]
    bias: NDArray[numpy.float32]
    rarity: NDArray[numpy.float32]

    def confidences(self, counted: Counter[str]) -> NDArray[numpy.float32] | None:
        """One for each intent, 1 in all; None where no gram is known."""
        known = [(row, times) for gram, times in counted.items() if (row := self.rows.get(gram)) is not None]
        if not known:
            return None
        rows, times = zip(*known, strict=True)
        weighed = (1 + numpy.log(numpy.asarray(times, numpy.float32))) * self.rarity[list(rows)]
        scores = weighed / numpy.linalg.norm(weighed) @ self.weights[list(rows)] + self.bias
        likely = numpy.exp(scores - scores.max())
        return numpy.asarray(likely / likely.sum())

    def save(self, folder: Path) -> None:
        numpy.savez_compressed(folder / NUMBERS, weights=self.weights, bias=self.bias, rarity=self.rarity)
        words = {"intents": list(self.intents), "grams": list(self.rows)}
        (folder / WORDS).write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Learnt":
        words = json.loads((folder / WORDS).read_text(encoding="utf-8"))
        with numpy.load(folder / NUMBERS, allow_pickle=False) as numbers:
            rows = {gram: row for row, gram in enumerate(words["grams"])}
            return cls(words["intents"], rows, numbers["weights"], numbers["bias"], numbers["rarity"])


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class RegressionClassifier(GraphComponent, IntentClassifier):  # type: ignore[misc]  # Rasa has no types
    """`fewest` in config.yml: in so many examples a group of letters must be to count; it's often a typing error.

    `closeness`: how closely to follow the examples, scikit-learn's C. `tolerance` and `max_iter` end the search.
    """

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, learnt: Learnt | None = None
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._learnt = learnt

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"max_iter": 500, "fewest": 2, "closeness": 60.0, "tolerance": 1e-3}

    @classmethod
    def required_components(cls) -> list[type]:
        return [Tokenizer]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "RegressionClassifier":
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "RegressionClassifier":
        """Raises FileNotFoundError or ValueError where Rasa would go on with a classifier that learnt nothing."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, Learnt.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        examples = [one for one in training_data.intent_examples if one.get(INTENT) and one.get(TEXT)]
        self._learnt = _learn([_counted(one) for one in examples], [one.get(INTENT) for one in examples], self._config)
        with self._storage.write_to(self._resource) as folder:
            self._learnt.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        assert self._learnt is not None
        for message in messages:
            confidences = self._learnt.confidences(_counted(message))
            ranking = _ranking(self._learnt.intents, confidences) if confidences is not None else []
            best = ranking[0] if ranking else {"name": None, "confidence": 0.0}
            message.set(INTENT, best, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages


def _counted(message: Message) -> Counter[str]:
    return count(token.lemma for token in message.get(TOKENS_NAMES[TEXT]) or ())


def _ranking(intents: Sequence[str], confidences: NDArray[numpy.float32]) -> list[dict[str, Any]]:
    order = numpy.argsort(-confidences, kind="stable")[:RANKED]
    return [{"name": intents[at], "confidence": float(confidences[at])} for at in order]


def _learn(texts: Sequence[Counter[str]], intents: Sequence[str], config: dict[str, Any]) -> Learnt:
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]  # it has none
    from sklearn.feature_extraction.text import TfidfTransformer
    from sklearn.linear_model import LogisticRegression

    rows = {gram: row for row, gram in enumerate(_worth_counting(texts, fewest=config["fewest"]))}
    cells = [
        (at, rows[gram], times) for at, counted in enumerate(texts) for gram, times in counted.items() if gram in rows
    ]
    places, columns, times = zip(*cells, strict=True)
    counts = csr_matrix((times, (places, columns)), shape=(len(texts), len(rows)), dtype=float)
    weighing = TfidfTransformer(sublinear_tf=True)
    # "sag" arrives where the default solver does, in a fifth of the time.
    regression = LogisticRegression(
        solver="sag",
        C=config["closeness"],
        tol=config["tolerance"],
        max_iter=config["max_iter"],
        class_weight="balanced",
        random_state=42,
    )
    regression.fit(weighing.fit_transform(counts).astype(numpy.float32), intents)
    weights, bias = regression.coef_.T, regression.intercept_
    if weights.shape[1] == 1:  # of two classes scikit-learn keeps the second alone
        weights, bias = numpy.hstack([-weights, weights]) / 2, numpy.hstack([-bias, bias]) / 2
    numbers = (each.astype(numpy.float32) for each in (weights, bias, weighing.idf_))
    return Learnt(list(map(str, regression.classes_)), rows, *numbers)


def _worth_counting(texts: Sequence[Counter[str]], *, fewest: int) -> list[str]:
    seen = Counter(gram for counted in texts for gram in counted)
    return sorted(gram for gram, times in seen.items() if times >= fewest or not is_group_of_letters(gram))

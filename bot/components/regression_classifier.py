"""Logistic regression that says "unknown" to a text it knows no word of, instead of naming the largest class."""

from typing import Any

import numpy
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from sklearn.utils.validation import check_is_fitted


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class RegressionClassifier(LogisticRegressionClassifier):  # type: ignore[misc]  # Rasa has no types
    def process(self, messages: list[Message]) -> list[Message]:
        known = [message for message in messages if _has_features(message)]
        if known:
            super().process(known)
        for message in messages:
            if not _has_features(message):
                message.set(INTENT, {"name": None, "confidence": 0.0}, add_to_output=True)
                message.set(INTENT_RANKING_KEY, [], add_to_output=True)
        return messages

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "RegressionClassifier":
        """Raises NotFittedError where Rasa would go on with an untrained classifier."""
        loaded: RegressionClassifier = super().load(config, model_storage, resource, execution_context, **kwargs)
        check_is_fitted(loaded.clf)
        loaded.clf.coef_ = numpy.asfortranarray(loaded.clf.coef_)  # else each prediction copies them all, 3 ms
        return loaded


def _has_features(message: Message) -> bool:
    return any(
        features.attribute == TEXT and features.type == FEATURE_TYPE_SENTENCE and features.features.nnz > 0
        for features in message.features
    )

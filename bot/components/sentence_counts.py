"""Counts words and letter groups of whole texts only: nothing here reads Rasa's counts of each single token."""

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer import CountVectorsFeaturizer
from rasa.shared.nlu.constants import TEXT


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SentenceCounts(CountVectorsFeaturizer):  # type: ignore[misc]  # Rasa has no types
    def _create_features(self, attribute: str, all_tokens: list[list[str]]) -> tuple[list[Any], list[Any]]:
        nothing: list[Any] = [None] * len(all_tokens)
        vectorizer = self.vectorizers.get(attribute)
        if not vectorizer or attribute != TEXT:
            return nothing, nothing
        return nothing, [vectorizer.transform([" ".join(tokens)]).tocoo() if tokens else None for tokens in all_tokens]

"""Rasa's rules, with a fallback that speaks once."""

import functools
import json
from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class Rules(RulePolicy):  # type: ignore[misc]  # Rasa has no types
    # Rasa keeps 1,000 rules parsed and slows down threefold above about 500 rules
    _rule_key_to_state = staticmethod(functools.cache(json.loads))

    def _predict(self, tracker: DialogueStateTracker, domain: Domain) -> tuple[PolicyPrediction, str | None]:
        prediction, source = super()._predict(tracker, domain)
        if tracker.latest_action_name != self._fallback_action_name:
            return prediction, source
        if _action(prediction, domain) != self._fallback_action_name:
            return prediction, source
        return self._after_fallback(tracker, domain), source

    def _after_fallback(self, tracker: DialogueStateTracker, domain: Domain) -> PolicyPrediction:
        """An open form asks again, or the customer has the word; Rasa would predict the fallback ten times over."""
        form = tracker.active_loop_name
        probabilities = self._prediction_result(form or ACTION_LISTEN_NAME, tracker, domain)
        prediction: Any = self._rule_prediction(probabilities, "", returning_from_unhappy_path=form is not None)
        return prediction


def _action(prediction: PolicyPrediction, domain: Domain) -> str:
    return str(domain.action_names_or_texts[prediction.max_confidence_index])

"""Rasa's rules, found by index, with a fallback that speaks once."""

import functools
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME, PREVIOUS_ACTION, SHOULD_NOT_BE_SET, USER
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME, INTENT

Place = tuple[str | None, str | None]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class Rules(RulePolicy):  # type: ignore[misc]  # Rasa has no types
    # Rasa keeps 1,000 rules parsed and slows down threefold above about 500 rules
    _rule_key_to_state = staticmethod(functools.cache(json.loads))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._indexes: dict[int, dict[Place, list[str]]] = {}

    @classmethod
    def load(cls, *args: Any, **kwargs: Any) -> "Rules":
        loaded: Rules = super().load(*args, **kwargs)
        loaded._indexes = {
            id(rules): loaded._index(rules) for rules in loaded.lookup.values() if isinstance(rules, dict)
        }
        return loaded

    def _get_possible_keys(self, lookup: dict[str, str], states: list[State]) -> set[str]:
        """Of all rules, which are many, only those of the last action and intent are compared with the states."""
        index = self._indexes.get(id(lookup))
        if index is None or not states:
            return set(super()._get_possible_keys(lookup, states))  # while it learns, rules still change
        action, intent = _place(states[-1])
        near = [key for place in {(action, intent), (action, None)} for key in index.get(place, ())]
        return set(super()._get_possible_keys(dict.fromkeys(near, ""), states))

    def _find_action_from_rules(
        self, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
    ) -> tuple[str | None, str | None, bool]:
        """Rasa first looks for rules on what was said word by word; most bots have none, and it is known beforehand."""
        if use_text_for_last_user_input and self._indexes and not self._knows_rules_on_text():
            return None, None, False
        found: tuple[str | None, str | None, bool] = super()._find_action_from_rules(
            tracker, domain, use_text_for_last_user_input
        )
        return found

    def _knows_rules_on_text(self) -> bool:
        """Such a rule names no intent after the customer had the word."""
        return any((ACTION_LISTEN_NAME, None) in index for index in self._indexes.values())

    def _index(self, rules: Iterable[str]) -> dict[Place, list[str]]:
        index: dict[Place, list[str]] = defaultdict(list)
        for key in rules:
            index[_place(self._rule_key_to_state(key)[-1])].append(key)
        return dict(index)

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


def _place(state: Mapping[str, Mapping[str, Any]]) -> Place:
    """The last action and the intent, None for one that a rule leaves open or a conversation doesn't have."""
    action = state.get(PREVIOUS_ACTION, {}).get(ACTION_NAME)
    intent = state.get(USER, {}).get(INTENT)
    return action, intent if intent != SHOULD_NOT_BE_SET else None


def _action(prediction: PolicyPrediction, domain: Domain) -> str:
    return str(domain.action_names_or_texts[prediction.max_confidence_index])

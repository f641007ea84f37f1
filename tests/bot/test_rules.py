"""The index finds the very rules that Rasa finds by comparing all of them."""

import itertools

import pytest
from rasa.core.policies.rule_policy import RulePolicy

from bot.components.rules import Rules

ACTIONS = [None, "action_listen", "utter_greet", "action_hours", "callback_form"]
INTENTS = [None, "greet", "ask_hours", "request_callback", "deny", "nobody_knows_it"]
LOOPS = [None, "callback_form"]


@pytest.fixture(scope="module")
def rules(bot):
    nodes = bot._processor.graph_runner._nodes.values()
    return next(node._component for node in nodes if isinstance(node._component, Rules))


@pytest.mark.parametrize(("action", "intent", "loop"), list(itertools.product(ACTIONS, INTENTS, LOOPS)))
def test_the_index_loses_no_rule_and_adds_none(rules, action, intent, loop):
    last = state(action, intent, loop)
    histories = [[last], [state(None, None, None), last], [state("action_listen", "greet", loop), last]]

    for lookup in (lookup for lookup in rules.lookup.values() if isinstance(lookup, dict)):
        assert id(lookup) in rules._indexes
        for states in histories:
            assert rules._get_possible_keys(lookup, states) == RulePolicy._get_possible_keys(rules, lookup, states)


def state(action, intent, loop):
    parts = {
        "prev_action": {"action_name": action},
        "user": {"intent": intent},
        "active_loop": {"name": loop},
    }
    return {name: part for name, part in parts.items() if None not in part.values()}


async def test_a_bot_without_rules_on_text_does_not_look_for_them(rules, say, monkeypatch):
    asked = []
    original = RulePolicy._prediction_states
    monkeypatch.setattr(
        RulePolicy, "_prediction_states", lambda self, *args, **kw: asked.append(args) or original(self, *args, **kw)
    )

    await say("Hallo")

    assert not rules._knows_rules_on_text()
    assert len(asked) == 2  # for the reply, and for what follows it

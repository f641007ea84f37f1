"""What bot/ patches or overrides is bound to the very source it was written for (the list is in bot/compat.py)."""

import ast
import hashlib
import importlib.util
from pathlib import Path

import pytest

ORIGINALS = {
    "rasa.core.actions.action": {
        "RemoteAction._validate_action_result": "24da0f6bdeb2",
        "RemoteAction.run": "b530fc5a6789",
    },
    "rasa.core.processor": {
        "MessageProcessor._load_model": "dc5cda8c01f3",
        "MessageProcessor._check_for_unseen_features": "0c8dd2d3d05b",
        "MessageProcessor._run_action": "787be209d2dd",
        "MessageProcessor._run_prediction_loop": "008710b6abef",
        "MessageProcessor._handle_message_with_tracker": "52ddf94017c2",
    },
    "rasa.core.nlg.response": {
        "TemplatedNaturalLanguageGenerator._random_response_for": "cb4586c3a285",
        "TemplatedNaturalLanguageGenerator._fill_response": "d2cf76443c4a",
    },
    "rasa.core.policies.rule_policy": {
        "RulePolicy._predict": "d0f079b86973",
        "RulePolicy._find_action_from_rules": "9a6c28d7af23",
        "RulePolicy._get_possible_keys": "ae2257980a44",
        "RulePolicy._is_rule_applicable": "c60740c10d00",
        "RulePolicy._does_rule_match_state": "3b6c98462387",
        "RulePolicy._rule_key_to_state": "53eeee28fa49",
    },
    "rasa.engine.graph": {
        "GraphNode.__call__": "89e0bd700fc3",
    },
    "rasa.engine.runner.dask": {
        "DaskGraphRunner.run": "ce0438b9b8e7",
    },
    "rasa.shared.core.slots": {
        "Slot.__init__": "3900ea721a4f",
    },
    "rasa.shared.importers.rasa": {
        "RasaFileImporter.__init__": "ab777918a0f4",
        "RasaFileImporter.get_domain": "b3ed1cd331c0",
    },
    "rasa.nlu.tokenizers.whitespace_tokenizer": {
        "WhitespaceTokenizer.tokenize": "9b1936be75b0",
    },
    "rasa.nlu.classifiers.regex_message_handler": {
        "RegexMessageHandler.process": "f6523eae7d2a",
    },
    "rasa.core.channels.channel": {
        "OutputChannel.send_response": "8d89a41e92bf",
    },
    "rasa.utils.endpoints": {
        "EndpointConfig.request": "bc49eb77a158",
    },
}


KNOWN = [(module, name, known) for module, names in ORIGINALS.items() for name, known in names.items()]


@pytest.mark.parametrize(("module", "name", "known"), KNOWN)
def test_the_original_is_what_we_know(module, name, known):
    assert fingerprint(module, *name.split(".")) == known


def fingerprint(module, kind, function):
    source = Path(importlib.util.find_spec(module).origin).read_text()
    found = next(node for node in ast.parse(source).body if getattr(node, "name", None) == kind)
    body = next(node for node in found.body if getattr(node, "name", None) == function)
    return hashlib.sha256(ast.get_source_segment(source, body).encode()).hexdigest()[:12]

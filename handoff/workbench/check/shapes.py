"""How each kind of file is shaped."""

from collections.abc import Iterator
from typing import Any

from handoff.catalogue import Act, Channel, Confidentiality
from handoff.guard import Kind
from handoff.language import LANGUAGES
from handoff.workbench.check.finding import Finding, error
from handoff.workbench.check.reader import Text
from handoff.workbench.check.shape import (
    Shape,
    Spot,
    anything,
    by_key,
    each,
    moment,
    named,
    nothing_or,
    one_of,
    one_or_several,
    table,
    text,
    text_or,
    truth,
    whole,
)
from handoff.workbench.rehearsal.script import BOT_KEYS, CUSTOMER_KEYS, SCRIPT_KEYS, STATE_KEYS, STEP_KEYS


def examples(value: Any, spot: Spot) -> Iterator[Finding]:
    if not isinstance(value, Text) or not value.is_block:
        yield error(spot.place, f"“{spot.name}” needs a “|” and then one message a line, each with a dash before it.")
        return
    for line in value.numbered_lines():
        if not line.lstrip().startswith("- "):
            yield error(line.place, f"“{line.strip():.40}” needs a dash and a blank before it to be an example.")


def response_name(value: Any, spot: Spot) -> Iterator[Finding]:
    yield from text(value, spot)
    if isinstance(value, str) and not value.startswith("utter_"):
        yield error(spot.place, f"“{value}” must begin with “utter_”, as all names of responses do.")


VERSION: dict[str, Shape] = {"version": one_of("3.1")}
MAPPING = table(
    {"type": one_of("custom", "from_entity", "from_intent", "from_text", "from_trigger_intent")},
    {
        "action": text,
        "entity": text,
        "intent": one_or_several(text),
        "not_intent": one_or_several(text),
        "value": anything,
        "conditions": each(anything),
        "role": text,
        "group": text,
    },
)
SLOT = table(
    {"type": one_of("any", "bool", "categorical", "float", "list", "text"), "mappings": each(MAPPING)},
    {"influence_conversation": truth, "initial_value": anything, "values": each(anything)},
)
FORM = table({"required_slots": each(text, at_least=1)}, {"ignored_intents": one_or_several(text)})
DOMAIN_PARTS: dict[str, Shape] = {
    "intents": each(text_or(named(anything))),
    "entities": each(text_or(named(anything))),
    "actions": each(text),
    "slots": named(SLOT),
    "forms": named(FORM),
}
DOMAIN = table(VERSION, DOMAIN_PARTS)
TOP_DOMAIN = table(VERSION, {**DOMAIN_PARTS, "session_config": named(anything)})

# `meant`: examples that may well be near another intent's.
METADATA = table({}, {"meant": each(text, at_least=1)})
ENTRIES: dict[str, Shape] = {
    "intent": table({"intent": text, "examples": examples}, {"metadata": METADATA}),
    **{kind: table({kind: text, "examples": examples}) for kind in ("synonym", "lookup", "regex")},
}
NLU = table({**VERSION, "nlu": each(by_key(ENTRIES))})

BUTTON = table({"title": text, "payload": text}, {"description": text})
VARIANT = table(
    {"text": text},
    {
        "condition": each(table({"type": one_of("slot"), "name": text, "value": anything}), at_least=1),
        "buttons": each(BUTTON, at_least=1),
        "custom": table({}, {"menu": text, "link": table({"title": text, "url": text})}),
    },
)
RESPONSES = table({**VERSION, "responses": named(each(VARIANT, at_least=1))})

SLOTS_SET = each(named(anything), at_least=1)
RULE_STEP = by_key(
    {
        "intent": table({"intent": text}, {"entities": each(anything)}),
        "action": table({"action": text}),
        "active_loop": table({"active_loop": nothing_or(text)}),
        "slot_was_set": table({"slot_was_set": SLOTS_SET}),
    }
)
CONDITION = by_key(
    {
        "active_loop": table({"active_loop": nothing_or(text)}),
        "slot_was_set": table({"slot_was_set": SLOTS_SET}),
    }
)
RULES = table(
    {
        **VERSION,
        "rules": each(
            table({"rule": text, "steps": each(RULE_STEP, at_least=1)}, {"condition": each(CONDITION, at_least=1)})
        ),
    }
)

SAID = table({}, dict.fromkeys(CUSTOMER_KEYS, anything))
STEPS: dict[str, Shape] = {
    **{kind: table({kind: anything}) for kind in STEP_KEYS},
    "customer": table({"customer": one_or_several(text_or(SAID))}),
    "bot": table(
        {"bot": response_name},
        {**dict.fromkeys(BOT_KEYS - {"bot"}, one_or_several(text)), "buttons": each(text)},
    ),
    "at": table({"at": moment}),
    "state": table({"state": table({}, dict.fromkeys(STATE_KEYS, anything))}),
    "appointments": table({"appointments": whole(0, 100)}),
    "callbacks": table({"callbacks": whole(0, 100)}),
}
SCRIPT = table(
    {"name": text, "steps": each(by_key(STEPS), at_least=1)},
    {**dict.fromkeys(SCRIPT_KEYS - {"name", "steps"}, anything), "now": moment, "first_contact": truth},
)
TESTS = table({"tests": each(SCRIPT)})

CATALOGUE = table(
    {
        "topics": named(
            table(
                {
                    "title": table(dict.fromkeys(LANGUAGES, text)),
                    "act": one_of(*Act),
                    "confidentiality": one_of(*Confidentiality),
                    "may_ask": each(text),
                    "team": text,
                    "moves_to": each(one_of(*Channel)),
                    "external": truth,
                    "priority": whole(0, 3),
                    "minutes": whole(1, 10_000),
                },
                {"may_send": each(one_of(*Kind))},
            )
        )
    }
)
PARTS = each(table({"name": text}, others=anything), at_least=1)
CONFIG = table(
    {"recipe": text, "language": text, "pipeline": PARTS, "policies": PARTS},
    {"assistant_id": text, "importers": PARTS},
)
ENDPOINTS = table(
    {},
    {
        name: table({}, {"url": text, "type": text}, others=anything)
        for name in ("action_endpoint", "tracker_store", "lock_store", "event_broker", "nlg", "nlu", "models")
    },
)

INSTITUTION = table(
    {"slug": text, "facts": named(text_or(whole(1, 100_000))), "teams": each(table({"slug": text}, others=anything))},
    others=anything,
)

OF_TOPICS = {"domain.yml": DOMAIN, "nlu.yml": NLU, "responses.yml": RESPONSES, "rules.yml": RULES, "tests.yml": TESTS}
OF_PROJECT = {
    "domain.yml": TOP_DOMAIN,
    "config.yml": CONFIG,
    "endpoints.yml": ENDPOINTS,
    "data/catalogue.yml": CATALOGUE,
}

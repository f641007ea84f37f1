"""Names lead somewhere: what is declared is used, and what is used is declared."""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain

from handoff.workbench.check.book import MARK, Book
from handoff.workbench.check.finding import Finding, Place, error, warning
from handoff.workbench.check.reader import Table, Text
from handoff.workbench.check.shape import guess

# Rasa's own.
WITHOUT_EXAMPLES = {"nlu_fallback"}
RASAS_ACTIONS = {"action_listen", "action_deactivate_loop", "action_restart", "action_session_start"}
RASAS_SLOTS = {"requested_slot"}
TELLS_MORE = "action_tell_more"
PAYLOAD = re.compile(r"/(\w+)(\{.*\})?", re.DOTALL)


def findings(book: Book) -> Iterator[Finding]:
    return chain(_doubled(book), _intents(book), _responses(book), _slots(book), _payloads(book), _actions(book))


def _doubled(book: Book) -> Iterator[Finding]:
    for kind in ("intents", "entities", "actions", "slots", "forms"):
        first: dict[str, Text] = {}
        for name, _ in book.defined(kind):
            if name in first:
                yield error(name.place, f"“{name}” is declared in {first[name].place} already. Leave one out.")
            first.setdefault(name, name)


def _intents(book: Book) -> Iterator[Finding]:
    taught = {example.intent for example in book.examples}
    in_rules = [step["intent"] for step in book.steps if "intent" in step]
    for intent, _ in book.defined("intents"):
        if intent not in taught | WITHOUT_EXAMPLES:
            yield error(intent.place, f"Nothing teaches “{intent}”. Write examples in the topic's nlu.yml.")
        if intent not in in_rules:
            yield error(intent.place, f"Nothing answers “{intent}”. Write a rule that begins with it.")
    yield from _unknown("intent", [*(example.intent for example in book.examples), *in_rules], book.names("intents"))


def _responses(book: Book) -> Iterator[Finding]:
    known = {str(response.name) for response in book.responses}
    in_rules = [step["action"] for step in book.steps if step.get("action", "").startswith("utter_")]
    used = {*in_rules, *book.sources.said, *_said_by_forms(book), *_said_of_topics(book), *_said_by_policies(book)}
    yield from _unknown("response", in_rules, known)
    for name, file in book.sources.said.items():
        if name not in known:
            place = Place(file.as_posix(), 1)
            yield error(place, f"Python says “{name}” here, and no topic has it. Write it.{guess(name, known)}")
    first: dict[str, Text] = {}
    for response in book.responses:
        name = response.name
        if name in first:
            yield error(name.place, f"“{name}” stands in {first[name].place} already. Rename one.")
        first.setdefault(name, name)
        if name not in used and not book.sources.says(name):
            yield warning(name.place, f"Nothing says “{name}”. Use it in a rule or leave it out.")


def _said_by_forms(book: Book) -> Iterator[str]:
    for form, definition in book.defined("forms"):
        for slot in definition["required_slots"]:
            yield from (f"utter_ask_{form}_{slot}", f"utter_ask_{slot}")


def _said_of_topics(book: Book) -> Iterator[str]:
    """What actions/telling_more.py says: `utter_<topic>_<question>`."""
    questions = {
        rule["steps"][0]["intent"].removeprefix("ask_")
        for rule in book.rules
        if {"action": TELLS_MORE} in rule["steps"] and "intent" in rule["steps"][0]
    }
    return (f"utter_{topic}_{question}" for topic in book.topics for question in questions)


def _said_by_policies(book: Book) -> Iterator[str]:
    return (str(value) for policy in book.files["config.yml"]["policies"] for value in policy.values())


def _slots(book: Book) -> Iterator[Finding]:
    known = book.names("slots") | RASAS_SLOTS
    in_rules = [slot for part in _parts(book) for values in part.get("slot_was_set", ()) for slot in values]
    asked = [slot for _, form in book.defined("forms") for slot in form["required_slots"]]
    yield from _unknown("slot", [*in_rules, *asked], known)
    for name, slot in book.defined("slots"):
        in_python = name in book.sources.words
        is_set = any(mapping["type"] != "custom" for mapping in slot["mappings"])
        if not in_python and name not in {*in_rules, *asked}:
            yield warning(name.place, f"Nothing reads the slot “{name}”. Leave it out.")
        elif not in_python and name in in_rules and not is_set:
            yield error(name.place, f"Rules wait for the slot “{name}”, which nothing ever sets. Give it a mapping.")


def _payloads(book: Book) -> Iterator[Finding]:
    intents, entities = book.names("intents"), book.names("entities")
    for response in book.responses:
        for variant in response.variants:
            for button in variant.buttons:
                yield from _payload(button["payload"], intents, entities)


def _payload(payload: Text, intents: set[str], entities: set[str]) -> Iterator[Finding]:
    plain = MARK.sub(lambda mark: mark[1] or mark[0][0], payload)
    match = PAYLOAD.fullmatch(plain.strip())
    try:
        carried = json.loads(match[2] or "{}") if match else None
    except json.JSONDecodeError:
        carried = None
    if match is None or carried is None:
        yield error(
            payload.place,
            f'“{payload}” is no payload. Write “/intent”, or with values “/intent{{{{"entity": "value"}}}}”.',
        )
    elif match[1] not in intents:
        yield error(payload.place, f"The button stands for “{match[1]}”, no intent.{guess(match[1], intents)}")
    else:
        for entity in carried.keys() - entities:
            yield error(payload.place, f"The button carries “{entity}”, no entity.{guess(entity, entities)}")


def _actions(book: Book) -> Iterator[Finding]:
    forms, declared, words = book.names("forms"), book.names("actions"), book.sources.words
    in_rules = [step["action"] for step in book.steps if not step.get("action", "utter_").startswith("utter_")]
    yield from _unknown("action", in_rules, declared | forms | RASAS_ACTIONS)
    loops = [step["active_loop"] for step in _parts(book) if step.get("active_loop")]
    yield from _unknown("form", loops, forms)
    for name, _ in book.defined("actions"):
        if name not in words and name.removeprefix("validate_") not in words:
            yield error(name.place, f"No action in Python is called “{name}”.{guess(name, words)}")
        elif name not in {*in_rules, *_mapped(book)} and not name.startswith(("validate_", "action_ask_")):
            yield warning(name.place, f"Nothing runs “{name}”. Use it in a rule or leave it out.")


def _parts(book: Book) -> Iterator[Table]:
    for rule in book.rules:
        yield from rule.get("condition", ())
        yield from rule["steps"]


def _mapped(book: Book) -> Iterator[str]:
    return (
        mapping["action"] for _, slot in book.defined("slots") for mapping in slot["mappings"] if "action" in mapping
    )


def _unknown(kind: str, names: Iterable[Text], known: set[str]) -> Iterator[Finding]:
    for name in names:
        if name not in known:
            yield error(name.place, f"There is no {kind} “{name}”.{guess(name, known)}")

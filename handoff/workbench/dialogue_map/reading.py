"""Reads the dialogue from `data/`. Needs no Rasa, and no trained model."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import yaml

from handoff.catalogue import Act, Confidentiality, Rule, load_catalogue
from handoff.errors import SettingsError
from handoff.workbench.dialogue_map.dialogue import HOUSEKEEPING, SHARED, Button, Dialogue, Form, Reply, Topic, Want

T = TypeVar("T")
# By intent: its actions in order, and whether the rule that takes them has a condition.
Steps = dict[str, list[tuple[str, bool]]]
# The C parser of libyaml is ten times as fast where it is there.
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTENT = re.compile(r"/(\w+)")


def read_dialogue(data: Path) -> Dialogue:
    """All topics, in the order of the picture. Raises SettingsError naming the file that can't be understood."""
    # The catalogue reads these files too, but couldn't say which of them is at fault.
    intents = {file.parent.name: _understood(file, partial(_intents, file)) for file in data.glob("*/domain.yml")}
    catalogue = _understood(data / "catalogue.yml", lambda: load_catalogue(data))
    steps = _steps(data)
    topics = [
        _topic(data / name, intents.get(name, []), catalogue.rule(name), steps) for name in {*intents, *catalogue.rules}
    ]
    return Dialogue(tuple(sorted(topics, key=_place)))


def _place(topic: Topic) -> tuple[int, int, int, str]:
    """By confidentiality, then by act, the urgent first; what the catalogue doesn't list comes last."""
    rule = topic.rule
    if rule is None:
        return (len(Confidentiality), int(topic.id == SHARED), 0, topic.id)
    return (list(Confidentiality).index(rule.confidentiality), list(Act).index(rule.act), -rule.priority, topic.id)


def _intents(file: Path) -> list[str]:
    entries = _read(file).get("intents") or []
    return [entry if isinstance(entry, str) else str(next(iter(entry))) for entry in entries]


def _topic(folder: Path, intents: list[str], rule: Rule | None, steps: Steps) -> Topic:
    examples = _understood(folder / "nlu.yml", lambda: dict(_examples(folder)))
    replies = _understood(folder / "responses.yml", lambda: tuple(_replies(folder)))
    asking = {reply.name: reply for reply in replies}
    return Topic(
        id=folder.name,
        rule=rule,
        wants=tuple(_want(folder.name, intent, examples.get(intent, ()), steps.get(intent, [])) for intent in intents),
        replies=replies,
        forms=_understood(folder / "domain.yml", lambda: tuple(_forms(folder, asking))),
        tests=_understood(folder / "tests.yml", lambda: len(_read(folder / "tests.yml").get("tests") or [])),
    )


def _want(topic: str, intent: str, examples: tuple[str, ...], taken: list[tuple[str, bool]]) -> Want:
    always = [action for action, conditional in taken if not conditional]
    actions = list(dict.fromkeys([*always, *(action for action, _ in taken)]))
    return Want(
        intent=intent,
        topic=topic,
        examples=examples,
        steps=tuple(action for action in actions if action not in HOUSEKEEPING),
        conditional=frozenset(actions) - set(always),
        leaves_form="action_deactivate_loop" in actions,
    )


def _forms(folder: Path, replies: dict[str, Reply]) -> Iterator[Form]:
    for name, form in (_read(folder / "domain.yml").get("forms") or {}).items():
        slots = (form or {}).get("required_slots") or []
        yield Form(name, folder.name, tuple((slot, _question(name, slot, replies)) for slot in slots))


def _question(form: str, slot: str, replies: dict[str, Reply]) -> Reply | None:
    """Rasa's two names for a form's question, or one of several that an action chooses from."""
    exact = replies.get(f"utter_ask_{form}_{slot}") or replies.get(f"utter_ask_{slot}")
    return exact or next((reply for name, reply in replies.items() if name.startswith(f"utter_ask_{slot}_")), None)


def _steps(data: Path) -> Steps:
    """Of all rules that begin with an intent, whichever topic's file they stand in."""
    found: Steps = {}
    for file in sorted(data.glob("*/rules.yml")):
        for intent, actions in _understood(file, partial(_rules, file)):
            found.setdefault(intent, []).extend(actions)
    return found


def _rules(file: Path) -> list[tuple[str, list[tuple[str, bool]]]]:
    found = []
    for rule in _read(file).get("rules") or []:
        intents = [step["intent"] for step in rule["steps"] if "intent" in step]
        if intents:
            actions = [str(step["action"]) for step in rule["steps"] if "action" in step]
            found.append((str(intents[0]), [(action, "condition" in rule) for action in actions]))
    return found


def _examples(folder: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    for entry in _read(folder / "nlu.yml").get("nlu") or []:
        if "intent" in entry:
            lines = (line.strip().removeprefix("-").strip() for line in str(entry.get("examples") or "").splitlines())
            yield str(entry["intent"]), tuple(line for line in lines if line)


def _replies(folder: Path) -> Iterator[Reply]:
    for name, variants in (_read(folder / "responses.yml").get("responses") or {}).items():
        german = next((one for one in variants if not one.get("condition")), variants[0])
        english = next((one for one in variants if one.get("condition")), german)
        by_language = {"de": german, "en": english}
        links = {language: (one.get("custom") or {}).get("link") or {} for language, one in by_language.items()}
        yield Reply(
            name=str(name),
            text={language: str(one.get("text") or "") for language, one in by_language.items()},
            buttons=tuple(_buttons(german.get("buttons") or [], english.get("buttons") or [])),
            link={language: str(link["title"]) for language, link in links.items()} if all(links.values()) else None,
        )


def _buttons(german: list[dict[str, Any]], english: list[dict[str, Any]]) -> Iterator[Button]:
    for number, button in enumerate(german):
        intent = _INTENT.match(str(button.get("payload") or ""))
        other = english[number] if number < len(english) else button
        yield Button({"de": str(button["title"]), "en": str(other["title"])}, intent[1] if intent else None)


def _understood(file: Path, read: Callable[[], T]) -> T:
    try:
        return read()
    except (AttributeError, IndexError, KeyError, StopIteration, TypeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{file} is not built as the others are ({error}). `schalter rasa data validate` tells more."
        ) from error


def _read(file: Path) -> dict[str, Any]:
    if not file.is_file():
        return {}
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), _LOADER) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SettingsError(f"{file} can't be read: {error}") from error
    if not isinstance(content, dict):
        raise SettingsError(f"{file} holds a {type(content).__name__} where names and values belong.")
    return content

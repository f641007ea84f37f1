"""Reads a topic's `tests.yml`: who says what, and what must come back."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from handoff.errors import SettingsError

DEFAULT_NOW = datetime(2026, 11, 25, 10, 0)

STATE_KEYS = frozenset({"owner", "team", "reason", "topic", "priority", "language"})
CUSTOMER_KEYS = frozenset({"text", "tap", "reaction", "voice", "picture", "caption", "unknown"})
BOT_KEYS = frozenset({"bot", "text", "buttons"})
SCRIPT_KEYS = frozenset({"name", "now", "first_contact", "steps"})
STEP_KEYS = frozenset({"customer", "bot", "silence", "state", "appointments", "callbacks", "sign_ups", "at"})


@dataclass(frozen=True, slots=True)
class Customer:
    """One message. Several in a list come as fragments of one burst."""

    messages: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class BotSays:
    name: str
    texts: tuple[str, ...]
    buttons: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Silence:
    pass


@dataclass(frozen=True, slots=True)
class State:
    expected: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bookings:
    expected: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ClockAt:
    now: datetime


Step = Customer | BotSays | Silence | State | Bookings | ClockAt


@dataclass(frozen=True, slots=True)
class Script:
    """`now` is local time of the institution, without a zone."""

    file: Path
    topic: str
    name: str
    now: datetime
    first_contact: bool
    steps: tuple[Step, ...]


def read_scripts(data: Path, topics: list[str]) -> list[Script]:
    """All scripts of these topics, or of all. Raises SettingsError naming file and test."""
    files = sorted(data.glob("*/tests.yml"))
    known = {file.parent.name for file in files}
    unknown = sorted(set(topics) - known)
    if unknown:
        raise SettingsError(
            f"There is no topic {', '.join(unknown)} with tests. There are: {', '.join(sorted(known))}."
        )
    wanted = [file for file in files if not topics or file.parent.name in topics]
    return [script for file in wanted for script in _read(file)]


def _read(file: Path) -> list[Script]:
    try:
        content = yaml.safe_load(file.read_text())
    except yaml.YAMLError as error:
        raise SettingsError(f"{file} isn't valid YAML: {error}") from error
    return [_script(file, test) for test in (content or {}).get("tests") or []]


def _script(file: Path, test: dict[str, Any]) -> Script:
    name = str(test.get("name", "(without a name)"))
    try:
        _only(test, SCRIPT_KEYS)
        return Script(
            file=file,
            topic=file.parent.name,
            name=name,
            now=_moment(test["now"]) if "now" in test else DEFAULT_NOW,
            first_contact=bool(test.get("first_contact", False)),
            steps=tuple(_step(step) for step in test["steps"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise SettingsError(f"{file}, test “{name}”: {error}") from error


def _step(step: dict[str, Any]) -> Step:
    kinds = STEP_KEYS & step.keys()
    if "customer" in step:
        said = step["customer"]
        return Customer(tuple(_said(one) for one in (said if isinstance(said, list) else [said])))
    if "bot" in step:
        _only(step, BOT_KEYS)
        texts = step.get("text", [])
        buttons = step.get("buttons")
        return BotSays(
            str(step["bot"]),
            tuple(str(text) for text in (texts if isinstance(texts, list) else [texts])),
            tuple(str(button) for button in buttons) if buttons is not None else None,
        )
    if "silence" in step:
        return Silence()
    if "at" in step:
        return ClockAt(_moment(step["at"]))
    if "state" in step:
        _only(step["state"], STATE_KEYS)
        return State(step["state"])
    if kinds:
        return Bookings({kind: step[kind] for kind in kinds})
    raise ValueError(f"a step is one of {', '.join(sorted(STEP_KEYS))}, not {', '.join(map(str, step)) or 'nothing'}")


def _said(said: Any) -> dict[str, Any]:
    message = said if isinstance(said, dict) else {"text": str(said)}
    _only(message, CUSTOMER_KEYS)
    return message


def _only(found: dict[str, Any], allowed: frozenset[str]) -> None:
    if odd := sorted(found.keys() - allowed):
        raise ValueError(f"{', '.join(odd)} is not known here; there are {', '.join(sorted(allowed))}")


def _moment(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(str(value))

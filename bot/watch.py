"""What the turn that is running must know and must not miss: its facts, and the errors that Rasa only logs."""

import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import rasa.shared.utils.io

from bot.turn import Utterance


@dataclass(slots=True)
class Watch:
    """`errors` hold where Rasa logged an error, not what: its messages quote customers."""

    language: str = "de"
    facts: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


_current: ContextVar[Watch] = ContextVar("bot_watch")


@contextmanager
def watching(utterance: Utterance) -> Iterator[Watch]:
    token = _current.set(Watch(utterance.language, utterance.facts, utterance.texts))
    try:
        yield _current.get()
    finally:
        _current.reset(token)


def current() -> Watch:
    return _current.get(Watch())


def silence() -> None:
    """Turns off what Rasa and its SDK say in this process; their errors are noted for the running turn instead."""
    rasa.shared.utils.io.raise_warning = _ignore
    for name in ("rasa", "rasa_sdk"):
        logger = logging.getLogger(name)
        logger.handlers = [_Note(logging.ERROR)]
        logger.propagate = False
        logger.setLevel(logging.ERROR)
    for name, module in list(sys.modules.items()):
        if name.startswith("rasa.") and hasattr(module, "structlogger"):
            setattr(module, "structlogger", _QuietLogger(name))  # noqa: B010  # a module, to mypy, has no such name


def _ignore(message: str, *args: Any, **kwargs: Any) -> None:
    pass


class _Note(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        current().errors.append(f"{record.name}, line {record.lineno}")


class _QuietLogger:
    """Stands in for structlog's loggers, which quote customers in their fields."""

    def __init__(self, module: str) -> None:
        self._module = module

    def debug(self, event: str, **fields: Any) -> None:
        pass

    info = warning = warn = debug

    def error(self, event: str, **fields: Any) -> None:
        current().errors.append(f"{self._module}, {event}")

    exception = critical = error

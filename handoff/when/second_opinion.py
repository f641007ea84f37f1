"""Duckling's guess at a day our own rules do not know, such as "Muttertag"; none where Duckling has no wheel."""

import calendar
import os
import re
import signal
import threading
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

_Guess = Callable[[str, date, str], date | None]

# Duckling sees a day in much that is none ("mi amigo"), so only words of the calendar reach it.
_CUE = re.compile(
    r"\w{3,}tag\b|\btage?n?\b|\bwochen?\b|\bmonate?n?s?\b|\bjahr\b|ostern|pfingst|weihnacht|fasching|karneval"
    r"|\b(?:days?|weeks?|months?|years?)\b|\w{4,}day\b|christmas|easter|thanksgiving"
)
_SHORTEST = 6


def guess_day(text: str, today: date, language: str) -> date | None:
    return _guesser()(text, today, language) if _CUE.search(text) else None


@cache
def _guesser() -> _Guess:
    try:
        return _duckling()
    except ImportError:
        return lambda text, today, language: None


def _duckling() -> _Guess:
    duckling = _imported()
    process = os.getpid()
    # Without time zones Duckling reckons in UTC: it is told the office's day as if it were UTC, where no clock changes.
    zones = duckling.load_time_zones(str(Path(__file__).parent))
    dimension = duckling.parse_dimensions(["time"])

    def guess(text: str, today: date, language: str) -> date | None:
        if os.getpid() != process:
            return None  # its Haskell runtime does not survive a fork: it would end the process
        noon = duckling.parse_ref_time(zones, "UTC", calendar.timegm((today.year, today.month, today.day, 12, 0, 0)))
        spoken = duckling.default_locale_lang(duckling.parse_lang(language))
        context = duckling.Context(noon, duckling.parse_locale("EN_GB" if language == "en" else "DE_DE", spoken))
        found = duckling.parse(_with_umlauts(text), context, dimension, False)
        values = [entity["value"] for entity in found if entity["end"] - entity["start"] >= _SHORTEST]
        days = (value["value"] for value in values if value["type"] == "value" and value["grain"] == "day")
        return next((datetime.fromisoformat(day).date() for day in days), None)

    return guess


def _imported() -> ModuleType:
    """Its runtime takes SIGINT for itself, so Python's handler is set again."""
    handler = signal.getsignal(signal.SIGINT)
    duckling = import_module("duckling")
    if handler is not None and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, handler)
    return duckling


def _with_umlauts(text: str) -> str:
    return re.sub(r"(?<![aeq])ue", "ü", text.replace("ae", "ä").replace("oe", "ö"))

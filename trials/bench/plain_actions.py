"""Small equivalents of our custom actions: each says one text, and asks no database.

Both sides run them where a turn is measured in memory; a stock Rasa has nothing else on its action server.
"""

from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.executor import CollectingDispatcher

ANSWER = "Filiale Mitte\nMontag bis Freitag 9 bis 13 Uhr und 14 bis 18 Uhr, Samstag 9.30 bis 12.30 Uhr."


def make(names: list[str]) -> dict[str, type]:
    """A class for each name; forms' validations let everything pass."""
    return {name: _class(name) for name in names}


def _class(name: str) -> type:
    named = {"name": lambda self: name, "__module__": __name__}
    if name.startswith("validate_"):
        return type(name, (FormValidationAction,), named)
    return type(name, (Action,), {**named, "run": _say})


def _say(
    self: Action, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
) -> list[dict[str, Any]]:
    dispatcher.utter_message(text=ANSWER)
    return []

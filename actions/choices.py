"""A form's question has buttons, and a message says which of them by its place: "das zweite"."""

import json
from collections.abc import Iterable
from typing import Any

from actions.ordinals import nth_alone

_TELLS = "/inform{{"


def questions(form: str, slot: str) -> tuple[str, str]:
    """The names that the response which asks for the slot may have."""
    return f"utter_ask_{form}_{slot}", f"utter_ask_{slot}"


def chosen_by_place(text: str, responses: Iterable[str], domain: dict[str, Any]) -> dict[str, str]:
    """The entities that the button would have told; none if no button is meant.

    Of the responses the first that the domain knows counts, with what bot/endpoint.py tells of it. Buttons that say yes
    or no, and those that say what shall be done, are not chosen by their place: nobody cancels by "the last one".
    """
    known = [variation for name in responses for variation in domain["responses"].get(name, ())]
    buttons = known[0]["buttons"] if known else []
    nth = nth_alone(text, len(buttons)) if len(buttons) > 1 else None
    payload = "" if nth is None else buttons[nth]["payload"]
    if not payload.startswith(_TELLS):
        return {}
    told: dict[str, str] = json.loads(payload.removeprefix("/inform").replace("{{", "{").replace("}}", "}"))
    return {} if any(name.endswith("_act") for name in told) else told

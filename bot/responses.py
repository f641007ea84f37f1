"""Fills responses: the variant of the turn's language, and the institution's facts in place of {placeholders}."""

import copy
import re
from typing import Any

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator

from bot.failure import BotFailure
from bot.watch import current

FILLED = ("text", "buttons", "custom", "image", "attachment", "quick_replies")
_MARK = re.compile(r"\{\{|\}\}|\{(\w+)\}")


class Responses(TemplatedNaturalLanguageGenerator):  # type: ignore[misc]  # Rasa has no types
    """An action's own values go before facts, facts before slots. A missing value or response fails the turn.

    The institution's own words for a response stand in place of its text, unless they name what nobody gives.
    """

    def filled(self, name: str, **values: Any) -> dict[str, Any]:
        """A response outside of any dialogue, as `_fill_response` leaves it."""
        return self._fill_response(copy.deepcopy(self._random_response_for(name, "", {})), {}, **values)

    def _random_response_for(
        self, utter_action: str, output_channel: str, filled_slots: dict[str, Any]
    ) -> dict[str, Any]:
        filled_slots = {"language": current().language, **filled_slots}
        response: dict[str, Any] | None = super()._random_response_for(utter_action, output_channel, filled_slots)
        if response is None:
            raise BotFailure(f"there is no response {utter_action!r} in {filled_slots['language']!r}")
        own = current().texts.get(utter_action, {}).get(filled_slots["language"])
        return {**response, "name": utter_action, "own": own}

    def _fill_response(
        self, response: dict[str, Any], filled_slots: dict[str, Any] | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        name, own = response.pop("name"), response.pop("own")
        values = {**(filled_slots or {}), **current().facts, **kwargs}
        if own and all(values.get(mark) is not None for mark in _MARK.findall(own) if mark):
            response["text"] = own
        for key in FILLED:
            if key in response:
                response[key] = _fill(response[key], values, name)
        return response


def _fill(part: Any, values: dict[str, Any], name: str) -> Any:
    if isinstance(part, str):
        return _MARK.sub(lambda mark: _value(mark, values, name), part)
    if isinstance(part, dict):
        return {key: _fill(value, values, name) for key, value in part.items()}
    if isinstance(part, list):
        return [_fill(value, values, name) for value in part]
    return part


def _value(mark: re.Match[str], values: dict[str, Any], name: str) -> str:
    placeholder = mark[1]
    if placeholder is None:
        return mark[0][0]  # a doubled brace stands for one
    if values.get(placeholder) is None:
        raise BotFailure(f"response {name!r} needs a value for {placeholder!r}, and neither facts nor action give one")
    return str(values[placeholder])

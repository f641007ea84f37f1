"""Sending a template: does it exist, may it be sent, do the parameters fit, and what does the customer read?"""

import re
from typing import Any

from simulator.errors import Refusal
from simulator.template import PLACEHOLDER, Template, placeholders
from simulator.world import World

REFUSED = {"PAUSED": (132015, "is paused"), "DISABLED": (132016, "is disabled")}
UNFIT = re.compile(r"[\n\t]| {4,}")


def sendable(world: World, waba: str, message: dict[str, Any]) -> Template:
    """The template a send names, its parameters checked. Raises Refusal 132000, 132001, 132012, 132015, 132016."""
    name, language = message["name"], message["language"]["code"]
    template = world.templates.get((waba, name, language))
    if template is not None and template.status in REFUSED:
        code, why = REFUSED[template.status]
        raise Refusal(code, f"Template name ({name}) {why}.")
    if template is None or template.status != "APPROVED":
        raise Refusal(132001, f"template name ({name}) does not exist in {language}")
    _check_text(template, message, "body")
    _check_header(template, message)
    _check_buttons(template, message)
    return template


def look(template: Template, message: dict[str, Any]) -> dict[str, Any]:
    """What the phone draws."""
    drawn: dict[str, Any] = {"text": filled(template, message, "body"), "template": template.name}
    header = template.component("HEADER")
    if header.get("format", "TEXT") == "TEXT" and header:
        drawn["header"] = {"type": "text", "text": filled(template, message, "header")}
    elif header:
        kind = header["format"].lower()
        drawn["header"] = {"type": kind, "media": _parameters(message, "header")[0].get(kind, {}) | {"kind": kind}}
    if footer := template.component("FOOTER"):
        drawn["footer"] = footer["text"]
    drawn["buttons"] = [_button(button, index, message) for index, button in enumerate(template.buttons)]
    return drawn


def filled(template: Template, message: dict[str, Any], part: str) -> str:
    values = _parameters(message, part)
    if template.parameter_format == "NAMED":
        named = {value.get("parameter_name"): value["text"] for value in values}
    else:
        named = {str(place): value.get("text", "") for place, value in enumerate(values, start=1)}
    return PLACEHOLDER.sub(lambda match: named.get(match[1], ""), template.component(part.upper()).get("text", ""))


def _check_text(template: Template, message: dict[str, Any], part: str) -> None:
    wanted = placeholders(template.component(part.upper()).get("text", ""))
    values = _parameters(message, part)
    if len(values) != len(wanted):
        details = f"{part}: number of localizable_params ({len(values)}) does not match the expected ({len(wanted)})"
        raise Refusal(132000, details)
    for value in values:
        _check_value(value, part)
    if template.parameter_format == "NAMED" and {value.get("parameter_name") for value in values} != set(wanted):
        raise Refusal(132012, f"{part}: parameter_name must be each of {', '.join(wanted)}")


def _check_value(value: dict[str, Any], part: str) -> None:
    if value.get("type") not in ("text", "currency", "date_time") or (value["type"] == "text" and "text" not in value):
        raise Refusal(132012, f"{part}: Parameter format does not match format in the created template, expected text")
    if not isinstance(value.get("text", ""), str) or UNFIT.search(value.get("text", "")):
        raise Refusal(132018, f"{part}: a text parameter cannot have new-line/tab characters or 4 consecutive spaces")


def _check_header(template: Template, message: dict[str, Any]) -> None:
    header = template.component("HEADER")
    kind = header.get("format", "TEXT").lower()
    if kind == "text":
        _check_text(template, message, "header")
        return
    types = [value.get("type") for value in _parameters(message, "header")]
    if types != [kind]:
        code = 132012 if types else 132000
        raise Refusal(code, f"header: Format mismatch, expected {kind.upper()}, received {types or 'nothing'}")


def _check_buttons(template: Template, message: dict[str, Any]) -> None:
    given = {index for index, _ in _button_parameters(message)}
    for index, button in enumerate(template.buttons):
        if button["type"] == "URL" and PLACEHOLDER.search(button.get("url", "")) and index not in given:
            raise Refusal(132000, f"buttons: Button at index {index} of type Url requires a parameter")
    if any(index >= len(template.buttons) for index in given):
        raise Refusal(132000, f"buttons: the template has {len(template.buttons)} buttons")


def _button(button: dict[str, Any], index: int, message: dict[str, Any]) -> dict[str, Any]:
    value = dict(_button_parameters(message)).get(index, {})
    drawn = {"id": str(value.get("payload", button["text"])), "title": button["text"], "kind": "quick_reply"}
    if button["type"] == "URL":
        drawn |= {"kind": "url", "url": PLACEHOLDER.sub(lambda _: str(value.get("text", "")), button["url"])}
    elif button["type"] != "QUICK_REPLY":
        drawn |= {"kind": button["type"].lower()}
    return drawn


def _button_parameters(message: dict[str, Any]) -> list[tuple[int, dict[str, Any]]]:
    parts = [part for part in message.get("components") or [] if part["type"] == "button"]
    return [(int(part.get("index", 0)), (part.get("parameters") or [{}])[0]) for part in parts]


def _parameters(message: dict[str, Any], part: str) -> list[dict[str, Any]]:
    for component in message.get("components") or []:
        if component["type"] == part:
            return list(component.get("parameters") or [])
    return []

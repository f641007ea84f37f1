"""Interactive messages: reply buttons, lists, link buttons, requests for a location or a phone number."""

from collections.abc import Callable, Mapping
from typing import Any

from simulator.checks import rows
from simulator.checks.fields import choice, object_at, objects_at, unique, web_address, words
from simulator.checks.media import reference
from simulator.errors import Refusal

ANY_HEADER = ("text", "image", "video", "document")


def check(body: dict[str, Any], path: str) -> None:
    kind = choice(body, "type", tuple(KINDS), path=path)
    KINDS[kind](body)


def _check_buttons(body: dict[str, Any]) -> None:
    _check_frame(body, text_limit=1024, headers=ANY_HEADER)
    path = "interactive.action.buttons"
    buttons = objects_at(object_at(body, "action", path="interactive"), "buttons", most=3, path="interactive.action")
    for button in buttons:
        choice(button, "type", ("reply",), path=path)
        reply = object_at(button, "reply", path=path)
        words(reply, "title", limit=20, path=f"{path}.reply")
        words(reply, "id", limit=256, path=f"{path}.reply")
    unique([button["reply"]["title"] for button in buttons], path=f"{path}.reply.title")
    unique([button["reply"]["id"] for button in buttons], path=f"{path}.reply.id")


def _check_list(body: dict[str, Any]) -> None:
    _check_frame(body, text_limit=4096, headers=("text",))
    rows.check(object_at(body, "action", path="interactive"))


def _check_link(body: dict[str, Any]) -> None:
    _check_frame(body, text_limit=1024, headers=ANY_HEADER)
    action = _action(body, "cta_url")
    parameters = object_at(action, "parameters", path="interactive.action")
    words(parameters, "display_text", limit=20, path="interactive.action.parameters")
    url = words(parameters, "url", limit=2000, path="interactive.action.parameters")
    web_address(url, path="interactive.action.parameters.url")


def _check_location_request(body: dict[str, Any]) -> None:
    _check_frame(body, text_limit=1024, headers=(), footer=False)
    _action(body, "send_location")


def _check_contact_request(body: dict[str, Any]) -> None:
    _check_frame(body, text_limit=1024, headers=(), footer=False)
    _action(body, "request_contact_info")


def _action(body: dict[str, Any], name: str) -> dict[str, Any]:
    action = object_at(body, "action", path="interactive")
    choice(action, "name", (name,), path="interactive.action")
    return action


def _check_frame(body: dict[str, Any], *, text_limit: int, headers: tuple[str, ...], footer: bool = True) -> None:
    words(object_at(body, "body", path="interactive"), "text", limit=text_limit, path="interactive.body")
    if body.get("footer") is not None:
        if not footer:
            raise Refusal(131009, "Parameter interactive.footer is not allowed here.")
        words(object_at(body, "footer", path="interactive"), "text", limit=60, path="interactive.footer")
    if body.get("header") is not None:
        _check_header(object_at(body, "header", path="interactive"), headers)


def _check_header(header: dict[str, Any], allowed: tuple[str, ...]) -> None:
    if header.get("type") not in allowed:
        raise Refusal(131009, f"Parameter interactive.header.type must be one of: {', '.join(allowed) or 'none'}.")
    if header["type"] == "text":
        words(header, "text", limit=60, path="interactive.header")
    else:
        reference(object_at(header, header["type"], path="interactive.header"), f"interactive.header.{header['type']}")


KINDS: Mapping[str, Callable[[dict[str, Any]], None]] = {
    "button": _check_buttons,
    "list": _check_list,
    "cta_url": _check_link,
    "location_request_message": _check_location_request,
    "contact_request": _check_contact_request,
}

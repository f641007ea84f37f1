"""What a phone draws for an outbound message, whatever its type: text, header, footer, buttons, list, medium."""

from collections.abc import Iterator
from typing import Any

KINDS = {"location_request_message": ("location", "Standort senden"), "contact_request": ("contact", "Nummer teilen")}
MEDIA = ("image", "video", "audio", "document", "sticker")


def look(message: dict[str, Any]) -> dict[str, Any]:
    kind = message.get("type", "text")
    if kind == "text":
        return {"text": message["text"]["body"]}
    if kind == "interactive":
        return _interactive(message["interactive"])
    if kind in MEDIA:
        return {"text": message[kind].get("caption", ""), "media": message[kind] | {"kind": kind}}
    return {"text": "", kind: message.get(kind)}


def attached(message: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The files a message brings, with their kind: its own, a header's, a template's."""
    kind = message.get("type", "text")
    if kind in MEDIA:
        yield kind, message[kind]
    carriers = [message["interactive"].get("header") or {}] if kind == "interactive" else []
    for component in message["template"].get("components") or [] if kind == "template" else []:
        carriers.extend(component.get("parameters") or [])
    for carrier in carriers:
        if carrier.get("type") in MEDIA and isinstance(carrier.get(carrier["type"]), dict):
            yield carrier["type"], carrier[carrier["type"]]


def _interactive(body: dict[str, Any]) -> dict[str, Any]:
    drawn: dict[str, Any] = {"text": body["body"]["text"]}
    if header := body.get("header"):
        drawn["header"] = {"type": header["type"], "text": header.get("text", "")}
        if header["type"] != "text":
            drawn["header"]["media"] = header[header["type"]] | {"kind": header["type"]}
    if footer := body.get("footer"):
        drawn["footer"] = footer["text"]
    if body["type"] == "list":
        drawn["list"] = {key: body["action"][key] for key in ("button", "sections")}
    else:
        drawn["buttons"] = _buttons(body)
    return drawn


def _buttons(body: dict[str, Any]) -> list[dict[str, Any]]:
    if body["type"] == "button":
        return [button["reply"] | {"kind": "reply"} for button in body["action"]["buttons"]]
    if body["type"] == "cta_url":
        parameters = body["action"]["parameters"]
        return [{"id": "cta_url", "title": parameters["display_text"], "kind": "url", "url": parameters["url"]}]
    kind, title = KINDS[body["type"]]
    return [{"id": kind, "title": title, "kind": kind}]

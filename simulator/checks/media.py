"""Messages that carry a file, by its media id or by a link."""

from typing import Any

from simulator.checks.fields import web_address, words
from simulator.errors import Refusal

CAPTIONED = ("image", "video", "document")


def check(body: dict[str, Any], path: str) -> None:
    reference(body, path)
    if body.get("caption") is not None and path not in CAPTIONED:
        raise Refusal(131009, f"Parameter {path}.caption is not allowed.")
    words(body, "caption", limit=1024, path=path, optional=True)
    words(body, "filename", limit=240, path=path, optional=True)
    if path != "document" and "filename" in body:
        raise Refusal(131009, f"Parameter {path}.filename is not allowed.")
    if not isinstance(body.get("voice", False), bool):
        raise Refusal(131009, f"Parameter {path}.voice must be true or false.")


def reference(body: dict[str, Any], path: str) -> None:
    if ("id" in body) == ("link" in body):
        raise Refusal(131009, f"Parameter {path} needs either id or link.")
    if "link" in body:
        web_address(words(body, "link", limit=2000, path=path), path=f"{path}.link")

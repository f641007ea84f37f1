"""A customer sends a picture, a voice note, a document, a sticker."""

from typing import Any

from simulator import media
from simulator.bubbles import Bubble
from simulator.customers import Customer
from simulator.errors import Impossible
from simulator.inbound import deliver
from simulator.meta import Meta
from simulator.settings import BusinessNumber

KINDS = ("image", "video", "audio", "document", "sticker")


def send(
    meta: Meta,
    customer: Customer,
    number: BusinessNumber,
    content: bytes,
    *,
    kind: str,
    mime: str,
    filename: str | None = None,
    caption: str | None = None,
    voice: bool = False,
) -> Bubble:
    """Raises Impossible for an unknown kind or an empty file."""
    if kind not in KINDS or not content:
        raise Impossible(f"A file is one of {', '.join(KINDS)} and not empty.", 400)
    medium = media.keep(meta.world, content, mime=mime, days=7, filename=filename)
    message: dict[str, Any] = {"id": medium.id, "mime_type": mime, "sha256": medium.sha256}
    message["url"] = media.url(meta.world, medium)
    extra: dict[str, Any] = {"caption": caption, "filename": filename if kind == "document" else None}
    extra |= {"audio": {"voice": voice}, "sticker": {"animated": False}}.get(kind, {})
    message |= {key: value for key, value in extra.items() if value is not None}
    look = {"text": caption or "", "media": message | {"kind": kind}}
    return deliver(meta, customer, number, kind=kind, content={kind: message}, look=look)

"""A bubble as a customer sees it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Seen:
    """A bubble as a customer sees it. ``at`` and ``real``: Unix seconds, simulated and system clock.

    ``buttons`` are the titles of buttons, list rows and links, in order; ``links`` the addresses by title."""

    wamid: str
    number: str
    outbound: bool
    type: str
    text: str
    buttons: tuple[str, ...]
    links: dict[str, str]
    status: str
    code: int | None
    seq: int
    at: float
    real: float
    quoted: str | None
    opaque: str | None
    reactions: dict[str, str]
    edited: bool
    revoked: bool
    look: dict[str, Any]
    payload: dict[str, Any]


def seen(row: dict[str, Any]) -> Seen:
    look = row["look"]
    sections = look.get("list", {}).get("sections", [])
    tappable = [*look.get("buttons", []), *(entry for section in sections for entry in section["rows"])]
    links = {button["title"]: button["url"] for button in tappable if "url" in button}
    known = {key: row[key] for key in Seen.__slots__ if key in row}
    titles = tuple(button["title"] for button in tappable)
    return Seen(text=look["text"], buttons=titles, links=links, **known)

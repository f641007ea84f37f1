"""Stands where the Graph API is, and keeps what reached it."""

import itertools
import json
from dataclasses import dataclass, field
from typing import Any

import httpx


@dataclass(frozen=True, slots=True)
class Tappable:
    id: str
    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """A bubble as the customer sees it. `message_id` is our own number of the message."""

    wamid: str
    message_id: int
    text: str
    buttons: tuple[Tappable, ...]
    link: str | None


@dataclass(slots=True)
class Graph:
    bubbles: list[Arrived] = field(default_factory=list)
    reads: int = 0
    _ids: Any = field(default_factory=lambda: itertools.count(1))

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(404, json={"error": {"code": 100, "message": "no such object"}})
        payload = json.loads(request.content)
        if payload.get("status") == "read":
            self.reads += 1
            return httpx.Response(200, json={"success": True})
        wamid = f"wamid.OUT{next(self._ids)}"
        self.bubbles.append(_arrived(wamid, payload))
        return httpx.Response(200, json={"messaging_product": "whatsapp", "messages": [{"id": wamid}]})


def _arrived(wamid: str, payload: dict[str, Any]) -> Arrived:
    message_id = int(payload["biz_opaque_callback_data"])
    if payload["type"] != "interactive":
        return Arrived(wamid, message_id, payload.get("text", {}).get("body", ""), (), None)
    interactive = payload["interactive"]
    action = interactive["action"]
    link = action["parameters"]["url"] if interactive["type"] == "cta_url" else None
    return Arrived(wamid, message_id, interactive["body"]["text"], tuple(_tappables(action)), link)


def _tappables(action: dict[str, Any]) -> list[Tappable]:
    buttons = [(button["reply"], "button_reply") for button in action.get("buttons", [])]
    rows = [(row, "list_reply") for section in action.get("sections", []) for row in section["rows"]]
    return [Tappable(one["id"], one["title"], kind) for one, kind in buttons + rows]

"""A message template as Meta keeps it, and the few every account of the simulator starts with."""

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")


@dataclass(slots=True)
class Template:
    id: str
    waba: str
    name: str
    language: str
    category: str
    components: list[dict[str, Any]]
    status: str = "APPROVED"
    parameter_format: str = "POSITIONAL"

    def component(self, kind: str) -> dict[str, Any]:
        return next((part for part in self.components if part["type"] == kind), {})

    @property
    def buttons(self) -> list[dict[str, Any]]:
        return list(self.component("BUTTONS").get("buttons", []))

    def shown(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "parameter_format": self.parameter_format,
            "components": self.components,
            "language": self.language,
            "status": self.status,
            "category": self.category,
            "id": self.id,
        }


def placeholders(text: str) -> list[str]:
    return list(dict.fromkeys(PLACEHOLDER.findall(text)))


def shipped(waba: str) -> list[Template]:
    """German and English versions of what an institution sends outside the service window."""
    return [
        _shipped(waba, name, language, body, buttons)
        for name, (buttons, bodies) in SHIPPED.items()
        for language, body in bodies.items()
    ]


def _shipped(waba: str, name: str, language: str, body: str, buttons: dict[str, list[str]]) -> Template:
    components: list[dict[str, Any]] = [{"type": "BODY", "text": body}]
    if buttons:
        replies = [{"type": "QUICK_REPLY", "text": text} for text in buttons[language]]
        components.append({"type": "BUTTONS", "buttons": replies})
    number = int(sha256(f"{waba}/{name}/{language}".encode()).hexdigest()[:12], 16)
    return Template(str(10**15 + number), waba, name, language, "UTILITY", components)


SHIPPED: dict[str, tuple[dict[str, list[str]], dict[str, str]]] = {
    "hello_world": (
        {},
        {"de": "Willkommen! Dies ist ein Test.", "en_US": "Welcome! This is a test."},
    ),
    "reply_waiting": (
        {"de": ["Antwort lesen"], "en": ["Read the reply"]},
        {
            "de": "Guten Tag, zu Ihrer Anfrage bei {{1}} liegt eine Antwort für Sie bereit.",
            "en": "Hello, a reply to your request at {{1}} is waiting for you.",
        },
    ),
    "appointment_reminder": (
        {"de": ["Termin bestätigen", "Termin absagen"], "en": ["Confirm", "Cancel appointment"]},
        {
            "de": "Guten Tag, wir erinnern Sie an Ihren Termin am {{1}} um {{2}} Uhr in {{3}}. Wir freuen uns auf Sie.",
            "en": "Hello, this is a reminder of your appointment on {{1}} at {{2}} at {{3}}. See you soon.",
        },
    ),
}

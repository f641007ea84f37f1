"""Contact cards."""

from typing import Any

from simulator.checks.fields import object_at, objects_at, words


def check(body: dict[str, Any]) -> None:
    for contact in objects_at(body, "contacts", most=257):
        words(object_at(contact, "name", path="contacts"), "formatted_name", limit=1000, path="contacts.name")
        for phone in objects_at(contact, "phones", most=20, path="contacts", least=0):
            words(phone, "phone", limit=50, path="contacts.phones", optional=True)

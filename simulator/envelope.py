"""The body of a webhook POST: updates of one account and number share an entry and a change where they can."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Update:
    """One thing to report. ``part`` is the list of ``value`` it belongs to, `messages` or `statuses`.

    ``value`` is the entry of that list, or the whole value when ``part`` is empty; ``raw`` a body to post as it stands.
    """

    key: int
    waba: str = ""
    metadata: dict[str, str] | None = None
    field: str = "messages"
    part: str = ""
    value: dict[str, Any] | None = None
    contact: dict[str, Any] | None = None
    wamid: str | None = None
    raw: str | None = None
    attempt: int = 0

    def shown(self) -> dict[str, Any]:
        """For writing down at once; shares its parts with the update."""
        return {name: getattr(self, name) for name in self.__slots__}


def enclose(updates: Sequence[Update]) -> dict[str, Any]:
    entries: dict[str, list[dict[str, Any]]] = {}
    last: tuple[object, ...] = ()
    for update in updates:
        changes = entries.setdefault(update.waba, [])
        kind = (update.waba, update.field, update.part, update.metadata)
        if not update.part or not changes or kind != last:
            changes.append({"field": update.field, "value": _value(update)})
        elif update.value is not None:
            _append(changes[-1]["value"], update)
        last = kind
    listed = [{"id": waba, "changes": changes} for waba, changes in entries.items()]
    return {"object": "whatsapp_business_account", "entry": listed}


def _value(update: Update) -> dict[str, Any]:
    if not update.part:
        return update.value or {}
    value: dict[str, Any] = {"messaging_product": "whatsapp", "metadata": update.metadata}
    if update.contact is not None:
        value["contacts"] = [update.contact]
    return value | {update.part: [update.value]}


def _append(value: dict[str, Any], update: Update) -> None:
    value[update.part].append(update.value)
    if update.contact is not None and update.contact not in value.setdefault("contacts", []):
        value["contacts"].append(update.contact)

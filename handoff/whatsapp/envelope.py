"""The webhook's envelope: every entry, change, message, status and error (contract, §2.3 to §5).

One part that can't be read never loses the others: it becomes a ChannelNews with its reason.
"""

from collections.abc import Iterator
from typing import Any

from handoff.models import Status
from handoff.whatsapp.inbound import ChannelNews, Delivery, InboundMessage, InboundStatus
from handoff.whatsapp.messages import moment, parse_message

LADDER = {
    "sent": Status.SENT,
    "delivered": Status.DELIVERED,
    "read": Status.READ,
    "played": Status.PLAYED,
    "failed": Status.FAILED,
}


def parse_delivery(body: Any) -> Delivery:
    """Reads a webhook's JSON. Raises nothing for odd content; ValueError if it isn't an object at all."""
    if not isinstance(body, dict):
        raise ValueError("a webhook's body is a JSON object")
    parts = list(_parts(_storable(body)))
    return Delivery(
        messages=tuple(part for part in parts if isinstance(part, InboundMessage)),
        statuses=tuple(part for part in parts if isinstance(part, InboundStatus)),
        news=tuple(part for part in parts if isinstance(part, ChannelNews)),
    )


Part = InboundMessage | InboundStatus | ChannelNews


def _storable(value: Any) -> Any:
    """Without what no database takes (half an emoji, a zero character), and with one kind of line end."""
    if isinstance(value, str):
        text = value.encode("utf-8", "replace").decode().replace("\0", "")
        return text.replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, dict):
        return {_storable(key): _storable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_storable(item) for item in value]
    return value


def _parts(body: dict[str, Any]) -> Iterator[Part]:
    for entry in _objects(body.get("entry")):
        for change in _objects(entry.get("changes")):
            field = str(change.get("field", ""))
            value = change.get("value")
            if not isinstance(value, dict):
                yield ChannelNews(None, "unreadable", field, change)
            elif field == "messages":
                yield from _of_messages(value)
            else:
                yield ChannelNews(_phone_number_id(value), "field", field, value)


def _of_messages(value: dict[str, Any]) -> Iterator[Part]:
    number = _phone_number_id(value)
    contacts = _objects(value.get("contacts"))
    errors = _objects(value.get("errors"))
    for message in _objects(value.get("messages")):
        yield _message(message, number=number, contacts=contacts, errors=errors)
    for status in _objects(value.get("statuses")):
        yield _status(status, number=number)
    if errors and not value.get("messages"):
        yield ChannelNews(number, "error", "messages", {"errors": errors})


def _message(message: dict[str, Any], *, number: str | None, contacts: list[Any], errors: list[Any]) -> Part:
    if number is None:
        return ChannelNews(None, "unreadable", "messages", message)
    try:
        return parse_message(message, phone_number_id=number, contacts=contacts, errors=errors)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError):
        return ChannelNews(number, "unreadable", "messages", message)


def _status(status: dict[str, Any], *, number: str | None) -> Part:
    ladder = LADDER.get(str(status.get("status")))
    if number is None or ladder is None or not status.get("id"):
        return ChannelNews(number, "unreadable", "statuses", status)
    try:
        at = moment(status["timestamp"])
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return ChannelNews(number, "unreadable", "statuses", status)
    error = next(iter(_objects(status.get("errors"))), {})
    return InboundStatus(
        phone_number_id=number,
        wamid=str(status["id"]),
        status=ladder,
        at=at,
        message_id=_number(status.get("biz_opaque_callback_data"), limit=2**63),
        failure_code=_number(error.get("code"), limit=2**31),
        failure_reason=_details(error),
    )


def _details(error: dict[str, Any]) -> str | None:
    data = error.get("error_data")
    details = data.get("details") if isinstance(data, dict) else None
    return str(details or error.get("message") or error.get("title") or "") or None


def _phone_number_id(value: dict[str, Any]) -> str | None:
    metadata = value.get("metadata")
    found = metadata.get("phone_number_id") if isinstance(metadata, dict) else None
    return str(found) if found else None


def _objects(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _number(value: Any, *, limit: int) -> int | None:
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if 0 <= number < limit else None

"""What a webhook brings, as frozen values. Parsed once, at the edge; no dict of Meta's travels inward."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from handoff.models import Status


@dataclass(frozen=True, slots=True)
class Sender:
    """At least one of `wa_id` (digits, no +) and `bsuid` is there; since 2026 either may be missing."""

    wa_id: str | None
    bsuid: str | None
    name: str | None = None
    username: str | None = None


@dataclass(frozen=True, slots=True)
class InboundMedia:
    media_id: str
    mime_type: str
    file_name: str | None


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """`kind` is Meta's type, or "voice" for a voice note, "unknown" for what we can't read.

    `target` is the wamid that a reaction, edit or revoke is about; `button` the id of a tapped button or list row.
    `renamed`: what the customer is called from now on, in a system message.
    `group` is set for messages from a group, which are stored but never answered.
    """

    phone_number_id: str
    sender: Sender
    wamid: str
    sent_at: datetime
    kind: str
    body: str = ""
    content: dict[str, Any] = field(default_factory=dict)
    quoted_wamid: str | None = None
    target: str | None = None
    button: str | None = None
    media: InboundMedia | None = None
    renamed: Sender | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class InboundStatus:
    """`message_id` is our own, sent along as biz_opaque_callback_data."""

    phone_number_id: str
    wamid: str
    status: Status
    at: datetime
    message_id: int | None
    failure_code: int | None = None
    failure_reason: str | None = None


@dataclass(frozen=True, slots=True)
class ChannelNews:
    """Anything else: account news, errors, preferences, or a part that could not be read (`reason`)."""

    phone_number_id: str | None
    reason: str
    field: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Delivery:
    messages: tuple[InboundMessage, ...]
    statuses: tuple[InboundStatus, ...]
    news: tuple[ChannelNews, ...]

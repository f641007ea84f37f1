"""Which list is looked through, and what of it: in the address, and kept in the log-in for the pages that follow."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import blake2b
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from sanic import Request
from sqlalchemy import ColumnElement, exists, or_

from handoff.language import LANGUAGES
from handoff.models import Conversation, ConversationLabel, CustomerLabel


class Listed(StrEnum):
    """`team`: chats that colleagues hold."""

    WAITING = "waiting"
    TEAM = "team"
    CLOSED = "closed"


NAMES = ("list", "topic", "language", "team", "label")


@dataclass(frozen=True, slots=True)
class ListFilter:
    listed: Listed = Listed.WAITING
    topic: str | None = None
    language: str | None = None
    team: UUID | None = None
    label: UUID | None = None

    @property
    def is_narrow(self) -> bool:
        return any((self.topic, self.language, self.team, self.label))

    @property
    def values(self) -> dict[str, str]:
        """As in an address; what is not filtered by is left out."""
        of = {
            "list": self.listed,
            "topic": self.topic,
            "language": self.language,
            "team": self.team,
            "label": self.label,
        }
        return {name: str(value) for name, value in of.items() if value}

    @property
    def query(self) -> str:
        return urlencode(self.values)

    @property
    def mark(self) -> str:
        """The same for the same filter, of letters and digits: scripts look for the element whose id it is part of."""
        return blake2b(self.query.encode(), digest_size=6).hexdigest()

    def of(self, listed: Listed) -> str:
        """The address's query for another list, filtered the same way."""
        return replace(self, listed=listed).query

    def conditions(self) -> list[ColumnElement[bool]]:
        """All but the team, which is looked for by itself."""
        wanted: list[ColumnElement[bool]] = []
        if self.topic:
            wanted.append(Conversation.topic == self.topic)
        if self.language:
            wanted.append(Conversation.language == self.language)
        if self.label:
            on_chat = exists().where(
                ConversationLabel.conversation_id == Conversation.id, ConversationLabel.label_id == self.label
            )
            on_customer = exists().where(
                CustomerLabel.customer_id == Conversation.customer_id, CustomerLabel.label_id == self.label
            )
            wanted.append(or_(on_chat, on_customer))
        return wanted


def filter_of(values: Mapping[str, Any]) -> ListFilter:
    """What can't be understood is not filtered by: addresses are typed, and labels and teams go."""
    listed, language = values.get("list"), values.get("language")
    return ListFilter(
        listed=Listed(listed) if listed in list(Listed) else Listed.WAITING,
        topic=str(values["topic"]).replace("\0", "")[:40] if values.get("topic") else None,
        language=language if language in LANGUAGES else None,
        team=_uuid(values.get("team")),
        label=_uuid(values.get("label")),
    )


def filter_in(request: Request) -> ListFilter | None:
    """None where the address says nothing of it; with all of them empty it is the ordinary list again."""
    if not any(name in request.args for name in NAMES):
        return None
    return filter_of({name: request.args.get(name) for name in NAMES})


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(str(value)) if value else None
    except ValueError:
        return None

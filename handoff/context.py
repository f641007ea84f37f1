"""What an action of the bot may use during its turn: the turn's own transaction, and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from handoff.links import Links
from handoff.models import Conversation, Customer, HandoffReason, Institution
from handoff.vault import Vault


@dataclass(frozen=True, slots=True)
class HandoffWish:
    """A person shall take over. `gathered`: what the bot knows of the wish. `named`: the user whom the chat is for."""

    reason: HandoffReason
    topic: str
    gathered: dict[str, str]
    named: UUID | None = None


@dataclass(slots=True)
class TurnContext:
    """`now` is in the institution's time zone. `wish` is set by an action and carried out when the turn is over."""

    session: AsyncSession
    conversation: Conversation
    customer: Customer
    institution: Institution
    vault: Vault
    links: Links
    now: datetime
    text: str
    wish: HandoffWish | None = field(default=None)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.institution.zone)

    @property
    def language(self) -> str:
        return self.conversation.language


_current: ContextVar[TurnContext] = ContextVar("turn")


def current_turn() -> TurnContext:
    """Raises LookupError outside a turn."""
    return _current.get()


@contextmanager
def turn_context(context: TurnContext) -> Iterator[TurnContext]:
    token = _current.set(context)
    try:
        yield context
    finally:
        _current.reset(token)

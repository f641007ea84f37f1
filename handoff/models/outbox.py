"""What is still to be sent. A row goes when its outcome is known; the message keeps the outcome."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, Integer, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from handoff.models.base import Base, choice


class OutboxKind(StrEnum):
    """`message` sends it; the others are about a customer's message: blue ticks, typing dots, our reaction."""

    MESSAGE = "message"
    READ = "read"
    TYPING = "typing"
    REACTION = "reaction"


class OutboxState(StrEnum):
    """`unknown`: the process died while sending or the connection broke, and Meta may have taken it."""

    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"


class OutboxEntry(Base):
    """`holder`: the process that is sending it, by the advisory lock that it holds while it lives.

    A message's own id goes to Meta as biz_opaque_callback_data and comes back in statuses.
    """

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_conversation", "conversation_id", "id"), Index("ix_outbox_due", "due_at", "id"))

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    number_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("numbers.id"))
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    kind: Mapped[OutboxKind] = mapped_column(choice(OutboxKind, "kind"), default=OutboxKind.MESSAGE)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    state: Mapped[OutboxState] = mapped_column(choice(OutboxState, "state"), default=OutboxState.QUEUED)
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    due_at: Mapped[datetime]
    holder: Mapped[int | None] = mapped_column(Integer)


class EarlyStatus(Base):
    """A status that came before we knew the message's id; applied as soon as we do."""

    __tablename__ = "early_statuses"

    wamid: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    number_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("numbers.id"))
    at: Mapped[datetime]
    failure_code: Mapped[int | None]
    failure_reason: Mapped[str | None]


class Trouble(Base):
    """A message failed, or nobody knows: the sweep tells the conversation, which a webhook never touches."""

    __tablename__ = "troubles"

    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True)
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    what: Mapped[str]

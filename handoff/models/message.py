"""A message in either direction, what became of it, and what hangs on it."""

import uuid
from datetime import datetime
from enum import IntEnum, StrEnum

from sqlalchemy import (
    BigInteger,
    Computed,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from handoff.models.base import JSON, Base, HasUuid, choice
from handoff.models.user import User


class Author(StrEnum):
    CUSTOMER = "customer"
    BOT = "bot"
    AGENT = "agent"
    SYSTEM = "system"


class Status(IntEnum):
    """What is known of an outbound message. It only ever rises: webhooks come in any order (contract, §2.4).

    `delivered` stands above `failed`: what has arrived has arrived, whatever came before.
    """

    QUEUED = 0
    UNKNOWN = 1
    ACCEPTED = 2
    SENT = 3
    FAILED = 4
    DELIVERED = 5
    READ = 6
    PLAYED = 7


class MediaState(StrEnum):
    PENDING = "pending"
    STORED = "stored"
    FAILED = "failed"


class Message(Base):
    """`content` holds what the kind has beyond its text, parsed and guarded: buttons, list, place, contacts.

    `sent_at` is Meta's time for inbound and ours for outbound; `handled_at` is null while the inbox has it to do,
    `leased_until` while a worker is at it.
    """

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("number_id", "wamid"),
        Index("ix_messages_thread", "conversation_id", "sent_at", "id"),
        Index("ix_messages_inbox", "conversation_id", postgresql_where=text("handled_at IS NULL")),
        Index("ix_messages_search", "search", postgresql_using="gin"),
        Index(
            "ix_messages_failures",
            "institution_id",
            "sent_at",
            postgresql_where=text("failure_code IS NOT NULL OR failure_reason IS NOT NULL"),
        ),
        # No index may name the status: it changes several times a message, and then each change rewrites all indexes.
        {"postgresql_with": {"fillfactor": "80"}},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    institution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("institutions.id"))
    number_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("numbers.id"))
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    author: Mapped[Author] = mapped_column(choice(Author, "author"))
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str]
    body: Mapped[str] = mapped_column(default="")
    content: Mapped[JSON] = mapped_column(default=dict)
    guarded: Mapped[list[str]] = mapped_column(default=list)
    response_name: Mapped[str | None]
    language: Mapped[str | None]
    wamid: Mapped[str | None]
    quoted_wamid: Mapped[str | None]
    sent_at: Mapped[datetime]
    received_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    leased_until: Mapped[datetime | None]
    status: Mapped[int | None] = mapped_column(SmallInteger)
    status_at: Mapped[datetime | None]
    failure_code: Mapped[int | None]
    failure_reason: Mapped[str | None]
    edited_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    client_key: Mapped[uuid.UUID | None] = mapped_column(unique=True)
    search: Mapped[str] = mapped_column(
        TSVECTOR, Computed("to_tsvector('german', body) || to_tsvector('english', body)", persisted=True), deferred=True
    )

    user: Mapped[User | None] = relationship(lazy="raise")
    reactions: Mapped[list["Reaction"]] = relationship(lazy="raise", order_by="Reaction.at")
    edits: Mapped[list["Edit"]] = relationship(lazy="raise", order_by="Edit.at")
    media: Mapped["Media | None"] = relationship(lazy="raise", uselist=False)

    @property
    def is_inbound(self) -> bool:
        return self.author is Author.CUSTOMER

    @property
    def has_failed(self) -> bool:
        return self.status == Status.FAILED


class Reaction(Base):
    __tablename__ = "reactions"

    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True)
    author: Mapped[Author] = mapped_column(choice(Author, "author"), primary_key=True)
    emoji: Mapped[str]
    at: Mapped[datetime]


class Edit(HasUuid, Base):
    """The text that stood there before the customer changed it."""

    __tablename__ = "edits"

    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    former_body: Mapped[str]
    at: Mapped[datetime]


class Media(HasUuid, Base):
    """A file of a message. Meta's id of a customer's dies within days, so the bytes are copied at once; one that an
    agent sends has no `media_id` until it is uploaded.
    """

    __tablename__ = "media"
    __table_args__ = (Index("ix_media_pending", "due_at", postgresql_where=text("state = 'pending'")),)

    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), unique=True)
    number_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("numbers.id"))
    media_id: Mapped[str | None]
    mime_type: Mapped[str]
    file_name: Mapped[str | None]
    state: Mapped[MediaState] = mapped_column(choice(MediaState, "state"), default=MediaState.PENDING)
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    due_at: Mapped[datetime]
    size: Mapped[int | None]
    sha256: Mapped[bytes | None]
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


class Button(Base):
    """A button as it was sent: an opaque id, what it stands for, and the run of the form that it belongs to.

    `form_run` null: an answer that may be asked for again. `used_at`: a button of a form works once.
    """

    __tablename__ = "buttons"

    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"))
    title: Mapped[str]
    intent: Mapped[str]
    entities: Mapped[JSON] = mapped_column(default=dict)
    form_run: Mapped[int | None]
    used_at: Mapped[datetime | None]

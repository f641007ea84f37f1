"""A customer: our own id; what WhatsApp calls him comes and goes, and proves nothing about who he is."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from handoff.models.base import Base, HasUuid, choice


class IdentifierKind(StrEnum):
    WA_ID = "wa_id"
    BSUID = "bsuid"
    USERNAME = "username"
    WEB = "web"
    EMAIL = "email"


class ConsentKind(StrEnum):
    NOTICE_SHOWN = "notice_shown"
    NOTIFICATIONS = "notifications"


class Customer(HasUuid, Base):
    """`noticed_at` and `notice_version`: first contact, when he was told of data protection and the other channels.

    `name_keys`: what the sealed name is found by (handoff/blind_index.py); null until they are made.
    """

    __tablename__ = "customers"
    __table_args__ = (
        Index("ix_customers_names", "name_keys", postgresql_using="gin"),
        Index("ix_customers_unkeyed", "id", postgresql_where=text("name IS NOT NULL AND name_keys IS NULL")),
    )

    institution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("institutions.id"), index=True)
    name: Mapped[bytes | None]
    name_keys: Mapped[list[bytes] | None] = mapped_column(ARRAY(LargeBinary), deferred=True)
    language: Mapped[str | None]
    created_at: Mapped[datetime]
    notice_version: Mapped[str | None]
    noticed_at: Mapped[datetime | None]
    identity_changed_at: Mapped[datetime | None]

    identifiers: Mapped[list["Identifier"]] = relationship(lazy="raise")


class Identifier(HasUuid, Base):
    """`fingerprint` finds it, `ciphertext` gives it back for sending; a former one has `retired_at`."""

    __tablename__ = "identifiers"
    __table_args__ = (
        Index(
            "uq_identifiers_living",
            "institution_id",
            "kind",
            "fingerprint",
            unique=True,
            postgresql_where=text("retired_at IS NULL"),
        ),
        Index(
            "uq_identifiers_living_kind",
            "customer_id",
            "kind",
            unique=True,
            postgresql_where=text("retired_at IS NULL"),
        ),
    )

    institution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("institutions.id"))
    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"), index=True)
    kind: Mapped[IdentifierKind] = mapped_column(choice(IdentifierKind, "kind"))
    fingerprint: Mapped[bytes]
    ciphertext: Mapped[bytes]
    seen_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class Consent(HasUuid, Base):
    __tablename__ = "consents"

    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"), index=True)
    kind: Mapped[ConsentKind] = mapped_column(choice(ConsentKind, "kind"))
    version: Mapped[str]
    given_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

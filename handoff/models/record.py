"""Persons as the institution's core system knows them, and which customers of the chat they are. Never account data."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from handoff.models.appointment import Advisor
from handoff.models.base import Base, HasUuid
from handoff.models.user import User


class Record(HasUuid, Base):
    """`title`: how he is addressed, as "Frau Dr."; `folded`: what name and city are found by (handoff/folding.py)."""

    __tablename__ = "records"
    __table_args__ = (
        UniqueConstraint("institution_id", "customer_number"),
        UniqueConstraint("id", "institution_id"),
        Index(
            "ix_records_folded",
            "institution_id",
            "folded",
            postgresql_using="gin",
            postgresql_ops={"folded": "gin_trgm_ops"},
        ),
        Index(
            "ix_records_number_end",
            "institution_id",
            "number_from_end",
            postgresql_ops={"number_from_end": "text_pattern_ops"},
        ),
    )

    institution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("institutions.id"))
    customer_number: Mapped[str]
    number_from_end: Mapped[str]
    name: Mapped[str]
    title: Mapped[str | None]
    city: Mapped[str | None]
    language: Mapped[str | None]
    advisor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("advisors.id", ondelete="SET NULL"), index=True)
    folded: Mapped[str]
    changed_at: Mapped[datetime]

    advisor: Mapped[Advisor | None] = relationship(lazy="raise")

    @property
    def called(self) -> str:
        """With the title: "Frau Dr. Mara Muster"."""
        return f"{self.title} {self.name}" if self.title else self.name

    @property
    def number_end(self) -> str:
        """As much of the customer number as two people need to be told apart."""
        return f"…{self.customer_number[-4:]}"


class RecordAssignment(HasUuid, Base):
    """Somebody at the desk has said that this customer of the chat is this person; undone, he is anonymous again."""

    __tablename__ = "record_assignments"
    __table_args__ = (
        ForeignKeyConstraint(
            ["record_id", "institution_id"], ["records.id", "records.institution_id"], ondelete="CASCADE"
        ),
        Index("uq_record_assignments_open", "customer_id", unique=True, postgresql_where=text("undone_at IS NULL")),
        Index("ix_record_assignments_record", "record_id", postgresql_where=text("undone_at IS NULL")),
        Index("ix_record_assignments_customer", "customer_id"),
    )

    institution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("institutions.id"))
    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"))
    record_id: Mapped[uuid.UUID]
    assigned_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    assigned_at: Mapped[datetime]
    undone_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    undone_at: Mapped[datetime | None]

    record: Mapped[Record] = relationship(lazy="raise")
    assigned_by: Mapped[User] = relationship(lazy="raise", foreign_keys=[assigned_by_id])


class RecordImport(HasUuid, Base):
    """A file of records, tried first and then taken. `is_complete`: who isn't in it goes.

    `content` is kept only between the two, for at most an hour; `done_at` is null until it is taken.
    """

    __tablename__ = "record_imports"
    __table_args__ = (Index("ix_record_imports_institution", "institution_id", "done_at"),)

    institution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("institutions.id"))
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    is_complete: Mapped[bool]
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    added: Mapped[int]
    changed: Mapped[int]
    removed: Mapped[int]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="raise")


class RecordToken(HasUuid, Base):
    """What the core system's interface is opened with, for one institution. The token itself is kept as a hash only."""

    __tablename__ = "record_tokens"

    institution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("institutions.id"), index=True)
    name: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    made_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

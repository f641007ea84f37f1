"""Advisors, and the appointments booked with them: never two at one time, by constraint."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql.expression import literal_column

from handoff.models.base import Base, HasUuid, choice
from handoff.models.organisation import Branch


class Meeting(StrEnum):
    BRANCH = "branch"
    PHONE = "phone"
    VIDEO = "video"


class AppointmentState(StrEnum):
    BOOKED = "booked"
    CANCELLED = "cancelled"


class AppointmentOutcome(StrEnum):
    KEPT = "kept"
    MISSED = "missed"


class Advisor(HasUuid, Base):
    """`hours` in OSM syntax: when appointments may lie. `minutes`: how long one lasts."""

    __tablename__ = "advisors"
    __table_args__ = (UniqueConstraint("institution_id", "slug"),)

    institution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("institutions.id"))
    branch_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("branches.id"))
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    slug: Mapped[str]
    name: Mapped[str]
    topics: Mapped[list[str]]
    meetings: Mapped[list[str]]
    hours: Mapped[str]
    minutes: Mapped[int] = mapped_column(default=45)

    branch: Mapped[Branch] = relationship(lazy="raise")


class Appointment(HasUuid, Base):
    """`booked_by_id`: the user who made it at the desk; null where the customer did with the bot."""

    __tablename__ = "appointments"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="has_length"),
        ExcludeConstraint(
            (literal_column("advisor_id"), "="),
            (literal_column("tstzrange(starts_at, ends_at)"), "&&"),
            where=text("state = 'booked'"),
            using="gist",
            name="ex_appointments_advisor_once",
        ),
        Index("ix_appointments_customer", "customer_id", "starts_at"),
        Index("ix_appointments_institution", "institution_id", "starts_at"),
    )

    institution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("institutions.id"))
    advisor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("advisors.id"))
    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"))
    conversation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("conversations.id", ondelete="SET NULL"))
    topic: Mapped[str]
    meeting: Mapped[Meeting] = mapped_column(choice(Meeting, "meeting"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    state: Mapped[AppointmentState] = mapped_column(choice(AppointmentState, "state"), default=AppointmentState.BOOKED)
    sequence: Mapped[int] = mapped_column(default=0)
    late_minutes: Mapped[int | None]
    outcome: Mapped[AppointmentOutcome | None] = mapped_column(choice(AppointmentOutcome, "outcome"))
    booked_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]

    advisor: Mapped[Advisor] = relationship(lazy="raise")

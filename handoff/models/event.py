"""Events and who comes. Never more than there are places: by constraint, kept by a trigger over the sign-ups."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from handoff.models.base import JSON, Base, HasUuid, choice


class SignUpState(StrEnum):
    COMING = "coming"
    WAITING = "waiting"
    CANCELLED = "cancelled"


class Event(HasUuid, Base):
    """`title` and `description` by language. `taken` is the number of places gone; only the trigger writes it.

    Called off since `cancelled_at`; who has signed up is told soon after.
    """

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("institution_id", "slug"),
        CheckConstraint("taken BETWEEN 0 AND places", name="not_over_places"),
        CheckConstraint("starts_at < ends_at", name="has_length"),
    )

    institution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("institutions.id"))
    slug: Mapped[str]
    title: Mapped[JSON]
    description: Mapped[JSON]
    place: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    places: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    cancelled_at: Mapped[datetime | None]

    @property
    def free(self) -> int:
        return self.places - self.taken


class SignUp(HasUuid, Base):
    __tablename__ = "sign_ups"
    __table_args__ = (
        CheckConstraint("people BETWEEN 1 AND 20", name="people_reasonable"),
        Index(
            "uq_sign_ups_living", "event_id", "customer_id", unique=True, postgresql_where=text("state <> 'cancelled'")
        ),
    )

    institution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("institutions.id"))
    event_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("events.id"))
    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"), index=True)
    people: Mapped[int]
    state: Mapped[SignUpState] = mapped_column(choice(SignUpState, "state"))
    created_at: Mapped[datetime]

    event: Mapped[Event] = relationship(lazy="raise")

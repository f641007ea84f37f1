"""Who is away, from when to when, and who stands in for him. Why, nobody is asked: it may be an illness."""

import uuid
from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.expression import literal_column

from handoff.models.base import Base, HasUuid


class Absence(HasUuid, Base):
    """From the first to the last day, both whole, by the institution's clocks; of a single day perhaps a part alone,
    and then both times are set. `starts_at` and `ends_at` are the same as moments.
    """

    __tablename__ = "absences"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="has_length"),
        CheckConstraint("first_day <= last_day", name="has_days"),
        CheckConstraint("(from_time IS NULL) = (until_time IS NULL)", name="part_is_whole"),
        CheckConstraint("from_time IS NULL OR first_day = last_day", name="part_of_one_day"),
        CheckConstraint("deputy_id <> user_id", name="not_ones_own_deputy"),
        ExcludeConstraint(
            (literal_column("user_id"), "="),
            (literal_column("tstzrange(starts_at, ends_at)"), "&&"),
            using="gist",
            name="ex_absences_once",
        ),
        Index("ix_absences_user_id_ends_at", "user_id", "ends_at"),
    )

    institution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("institutions.id"))
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    deputy_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    from_time: Mapped[time | None]
    until_time: Mapped[time | None]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    @property
    def is_part_of_a_day(self) -> bool:
        return self.from_time is not None

    def touches(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

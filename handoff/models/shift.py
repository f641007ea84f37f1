"""Who is on duty in which team, and what its leads were told of hours that nobody covers."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.expression import literal_column

from handoff.models.base import Base, HasUuid


class Shift(HasUuid, Base):
    """It belongs to the day on which it begins, by the institution's clocks, and lasts a day at most, which has
    twenty-five hours in October.
    """

    __tablename__ = "shifts"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at AND ends_at <= starts_at + interval '25 hours'", name="has_length"),
        ForeignKeyConstraint(["team_id", "institution_id"], ["teams.id", "teams.institution_id"], ondelete="CASCADE"),
        ExcludeConstraint(
            (literal_column("team_id"), "="),
            (literal_column("user_id"), "="),
            (literal_column("tstzrange(starts_at, ends_at)"), "&&"),
            using="gist",
            name="ex_shifts_once",
        ),
        Index("ix_shifts_team_id_starts_at", "team_id", "starts_at"),
    )

    institution_id: Mapped[uuid.UUID]
    team_id: Mapped[uuid.UUID]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class GapWarning(Base):
    """Told once a day: that somebody of a team will be missing. `day`: of the telling."""

    __tablename__ = "gap_warnings"
    __table_args__ = (Index("ix_gap_warnings_user_id_at", "user_id", "at"),)

    team_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    at: Mapped[datetime]

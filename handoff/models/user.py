"""The people at the desk, their log-ins, and who is what in which team."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from handoff.models.base import Base, HasUuid, choice
from handoff.models.organisation import Organisation, Team


class Role(StrEnum):
    AGENT = "agent"
    EXTERNAL_AGENT = "external_agent"
    LEAD = "lead"
    ADVISOR = "advisor"
    DESIGNER = "designer"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class User(HasUuid, Base):
    __tablename__ = "users"

    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"))
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    language: Mapped[str] = mapped_column(default="de")
    disabled_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    memberships: Mapped[list["Membership"]] = relationship(lazy="raise")


class Membership(HasUuid, Base):
    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("user_id", "team_id"),)

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    team_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("teams.id"))
    role: Mapped[Role] = mapped_column(choice(Role, "role"))

    team: Mapped[Team] = relationship(lazy="raise")


class Session(Base):
    """A log-in. The cookie's value is kept as a hash only."""

    __tablename__ = "sessions"

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]

    user: Mapped[User] = relationship(lazy="raise")

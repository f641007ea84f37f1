"""The people at the desk, their log-ins, and who is what in which team."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from handoff.models.base import JSON, Base, HasUuid, choice
from handoff.models.organisation import Organisation, Team


class Role(StrEnum):
    """What somebody is in a team; a designer, an administrator and an auditor are it in a whole institution."""

    AGENT = "agent"
    EXTERNAL_AGENT = "external_agent"
    LEAD = "lead"
    ADVISOR = "advisor"
    DESIGNER = "designer"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


OF_AN_INSTITUTION = frozenset({Role.DESIGNER, Role.ADMINISTRATOR, Role.AUDITOR})


class Theme(StrEnum):
    """`auto`: as the machine has it."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


# How many chats somebody has at once, where nobody says otherwise.
CAPACITY = 5


class Presence(StrEnum):
    """What a user says of himself. Offline is who has no page open (`seen_at`)."""

    ONLINE = "online"
    AWAY = "away"


class User(HasUuid, Base):
    """`password_hash` is null until the invitation is accepted, and read only where it is asked for by name: the desk's
    role may not. `silenced`: the kinds of notices he wants no more. `capacity`: how many chats he is given at once.
    `speaks`: the languages in which he answers, all of them if none is named. `given_at`: when he last got a chat.
    """

    __tablename__ = "users"
    __table_args__ = (CheckConstraint("capacity >= 0", name="capacity_is_a_number"),)

    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"))
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str | None] = mapped_column(deferred=True, deferred_raiseload=True)
    language: Mapped[str] = mapped_column(default="de")
    theme: Mapped[Theme] = mapped_column(choice(Theme, "theme"), default=Theme.AUTO)
    silenced: Mapped[list[str]] = mapped_column(default=list)
    presence: Mapped[Presence] = mapped_column(choice(Presence, "presence"), default=Presence.ONLINE)
    seen_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    capacity: Mapped[int] = mapped_column(default=CAPACITY)
    speaks: Mapped[list[str]] = mapped_column(default=list)
    given_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    memberships: Mapped[list["Membership"]] = relationship(lazy="raise")


class Membership(HasUuid, Base):
    """`institution_id` is the team's own where there is a team."""

    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("user_id", "team_id"),
        Index(
            "uq_memberships_institution",
            "user_id",
            "institution_id",
            "role",
            unique=True,
            postgresql_where=text("team_id IS NULL"),
        ),
        CheckConstraint(
            "(role IN ('designer', 'administrator', 'auditor')) = (team_id IS NULL)", name="team_fits_role"
        ),
        ForeignKeyConstraint(["team_id", "institution_id"], ["teams.id", "teams.institution_id"]),
    )

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    institution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("institutions.id"))
    team_id: Mapped[uuid.UUID | None]
    role: Mapped[Role] = mapped_column(choice(Role, "role"))

    team: Mapped[Team | None] = relationship(lazy="raise")


class Session(Base):
    """A log-in. The cookie's value is kept as a hash only. `browser`: which it is, as "Firefox, Linux".

    `list_filter`: what of the lists its user wants to see (handoff/web/chats/list_filter.py).
    """

    __tablename__ = "sessions"

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4, unique=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    browser: Mapped[str] = mapped_column(default="")
    list_filter: Mapped[JSON] = mapped_column(default=dict)

    user: Mapped[User] = relationship(lazy="raise")


class Invitation(HasUuid, Base):
    """A link by which a user sets his password, once. Its token is kept as a hash only."""

    __tablename__ = "invitations"

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    made_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="raise", foreign_keys=[user_id])

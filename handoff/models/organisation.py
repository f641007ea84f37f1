"""Institutions, the providers that run Schalter for them, and external centres."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from handoff.models.base import JSON, Base, HasUuid, choice


class OrganisationKind(StrEnum):
    INSTITUTION = "institution"
    PROVIDER = "provider"
    EXTERNAL_CENTRE = "external_centre"


class Organisation(HasUuid, Base):
    __tablename__ = "organisations"

    kind: Mapped[OrganisationKind] = mapped_column(choice(OrganisationKind, "kind"))
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]


class Institution(Base):
    """A savings bank: what the bot says of it, where and when it is.

    `facts` fill the placeholders of the bot's texts (phone numbers, links, names of products); `state` is the federal
    state as in ISO 3166-2:DE without "DE-", for public holidays. `limits` overrides times, such as `bot_silence_hours`.
    `announcements` come before the bot's answers (handoff/announcements.py). `customer_views`: what each role may see
    of a customer, where it isn't the usual (handoff/access.py). `texts`: its own words for responses of the bot, by the
    response's name and language. `routing`: which teams take what, and when it goes out of the house
    (handoff/routing/house.py). `from_file`: what its file said when it was last read. `agent_statistics_since`: from
    when on figures are kept of each agent; null, as usual, where none are.
    """

    __tablename__ = "institutions"

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    state: Mapped[str]
    zone: Mapped[str] = mapped_column(default="Europe/Berlin")
    notice_version: Mapped[str]
    facts: Mapped[JSON] = mapped_column(default=dict)
    limits: Mapped[JSON] = mapped_column(default=dict)
    announcements: Mapped[list[JSON]] = mapped_column(JSONB, default=list)
    customer_views: Mapped[JSON] = mapped_column(default=dict)
    texts: Mapped[JSON] = mapped_column(default=dict)
    routing: Mapped[JSON] = mapped_column(default=dict)
    from_file: Mapped[JSON] = mapped_column(default=dict)
    agent_statistics_since: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    branches: Mapped[list["Branch"]] = relationship(lazy="raise", order_by="Branch.name")
    teams: Mapped[list["Team"]] = relationship(lazy="raise", order_by="Team.name")


class Branch(HasUuid, Base):
    """`hours` in OSM opening_hours syntax."""

    __tablename__ = "branches"
    __table_args__ = (UniqueConstraint("institution_id", "slug"),)

    institution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("institutions.id"))
    slug: Mapped[str]
    name: Mapped[str]
    street: Mapped[str]
    postcode: Mapped[str]
    city: Mapped[str]
    hours: Mapped[str]


class Number(HasUuid, Base):
    """A WhatsApp business number. Secrets are ciphertext; without its own it uses the service's.

    `sending_stopped`: why nothing goes out, since `stopped_at`; it is tried again after a while. `heard_at`: about when
    the last webhook came. `verified_name`, `quality`, `messaging_limit` and `profile` are Meta's, as of `read_at`;
    `profile_wanted` is what the profile shall become, `profile_problem` why Meta refused it.
    """

    __tablename__ = "numbers"

    institution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("institutions.id"))
    phone_number_id: Mapped[str] = mapped_column(unique=True)
    business_account_id: Mapped[str]
    display_number: Mapped[str]
    access_token: Mapped[bytes | None]
    app_secret: Mapped[bytes | None]
    sending_stopped: Mapped[str | None]
    stopped_at: Mapped[datetime | None]
    heard_at: Mapped[datetime | None]
    verified_name: Mapped[str | None]
    quality: Mapped[str | None]
    messaging_limit: Mapped[str | None]
    read_at: Mapped[datetime | None]
    profile: Mapped[JSON | None]
    profile_wanted: Mapped[JSON | None]
    profile_problem: Mapped[str | None]

    institution: Mapped[Institution] = relationship(lazy="raise")


class Team(HasUuid, Base):
    """Takes conversations of an institution. `hours` in OSM syntax. `push`: its chats are given to its people instead
    of being taken by them. `capacity`: how many it holds at once, if there is an end to it. `answer_minutes`: who has a
    chat and hasn't answered by then loses it. `staffed_by_id`: the centre of another company whose people it consists
    of; they see only the chats that they are given, so it gives them.
    """

    __tablename__ = "teams"
    __table_args__ = (
        UniqueConstraint("institution_id", "slug"),
        UniqueConstraint("id", "institution_id"),
        CheckConstraint("capacity > 0", name="capacity_is_some"),
        CheckConstraint("answer_minutes > 0", name="answer_takes_time"),
    )

    institution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("institutions.id"))
    slug: Mapped[str]
    name: Mapped[str]
    hours: Mapped[str]
    push: Mapped[bool] = mapped_column(default=False)
    capacity: Mapped[int | None]
    answer_minutes: Mapped[int] = mapped_column(default=10)
    staffed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organisations.id"))

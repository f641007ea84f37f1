"""What the channel itself tells us: approved templates, and events kept aside."""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from handoff.models.base import JSON, Base, HasUuid


class Template(HasUuid, Base):
    """A message template as Meta approved it; read in from the business account. `components`: Meta's list under the
    same name, and its parameter_format.
    """

    __tablename__ = "templates"
    __table_args__ = (UniqueConstraint("business_account_id", "name", "language"),)

    business_account_id: Mapped[str]
    name: Mapped[str]
    language: Mapped[str]
    category: Mapped[str]
    status: Mapped[str]
    components: Mapped[JSON]
    read_at: Mapped[datetime]


class ChannelEvent(Base):
    """A webhook that is no message of a customer: account news, errors, unknown numbers, unreadable parts. Guarded."""

    __tablename__ = "channel_events"
    __table_args__ = (Index("ix_channel_events_reason", "reason", "received_at"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    number_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("numbers.id"))
    phone_number_id: Mapped[str | None]
    reason: Mapped[str]
    field: Mapped[str]
    payload: Mapped[JSON]
    received_at: Mapped[datetime]

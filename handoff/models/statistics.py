"""What has been counted: figures by the hour and by the day, which outlive what they were counted from."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, SmallInteger, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from handoff.models.base import JSON, Base, choice


class Measure(StrEnum):
    """What is counted; in brackets what a row's `detail` is.

    `messages`, `failed`: by when they were sent (Speaker). `opened`: conversations (topic). `returning`: conversations
    of who wrote again within a week. `closed` (Ending). `handoffs`: from the bot to people (reason). `transfers`.
    `overflow`: given to another centre. `waiting`, `first_answer`: from the wish for a person, by when he had it (a
    bucket of seconds, handoff/statistics/buckets.py). `callbacks` (Promise). `open`: by how many there are more or
    fewer open than before (Hands); whoever adds them up knows how many there are.
    """

    MESSAGES = "messages"
    FAILED = "failed"
    OPENED = "opened"
    RETURNING = "returning"
    CLOSED = "closed"
    HANDOFFS = "handoffs"
    TRANSFERS = "transfers"
    OVERFLOW = "overflow"
    WAITING = "waiting"
    FIRST_ANSWER = "first_answer"
    CALLBACKS = "callbacks"
    OPEN = "open"


class Speaker(StrEnum):
    CUSTOMER = "customer"
    BOT = "bot"
    PEOPLE = "people"


class Ending(StrEnum):
    """`bot_alone`: no person was asked for, and the bot's last turn understood; `bot_unsolved`: it didn't."""

    BOT_ALONE = "bot_alone"
    BOT_UNSOLVED = "bot_unsolved"
    PEOPLE = "people"


class Promise(StrEnum):
    """What became of a callback: done by the end of its window, after it, or not yet."""

    KEPT = "kept"
    LATE = "late"
    MISSED = "missed"


class Hands(StrEnum):
    BOT = "bot"
    WAITING = "waiting"
    PEOPLE = "people"


# Where a row's team is none.
NO_TEAM = uuid.UUID(int=0)


class HourCount(Base):
    """How many in the hour that begins at `hour`, a full one in UTC; by the institution's clocks that is the hour
    `clock` of its `day`. `topic` is empty while none is known; `team_id` is NO_TEAM where no team had the chat. Counts
    outlive teams, so nothing refers to these.
    """

    __tablename__ = "statistics_hours"
    __table_args__ = (
        # All that is read of a topic, so that the table itself isn't.
        Index(
            "ix_statistics_hours_topic",
            "topic",
            "measure",
            "institution_id",
            "day",
            postgresql_include=["clock", "detail", "language", "number"],
        ),
        Index("ix_statistics_hours_nothing", "hour", postgresql_where=text("number = 0")),
    )

    measure: Mapped[Measure] = mapped_column(choice(Measure, "measure"), primary_key=True)
    institution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("institutions.id"), primary_key=True)
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    detail: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date]
    clock: Mapped[int] = mapped_column(SmallInteger)
    number: Mapped[int]


class DayCount(Base):
    """The same by the day of the institution's clocks, whatever the team and topic, for whoever asks of years.

    `clock`: how many in each of its 24 hours. When the clocks are put back, the hour that there is twice holds both.
    """

    __tablename__ = "statistics_days"

    measure: Mapped[Measure] = mapped_column(choice(Measure, "measure"), primary_key=True)
    institution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("institutions.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    detail: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]
    clock: Mapped[list[int]] = mapped_column(ARRAY(Integer))


class MonthCount(Base):
    """Whole months of the same, for periods of more than a few weeks. `month`: its first day."""

    __tablename__ = "statistics_months"

    measure: Mapped[Measure] = mapped_column(choice(Measure, "measure"), primary_key=True)
    institution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("institutions.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    detail: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]


class AgentCount(Base):
    """The same by agent, only where the institution has switched it on, and from then on."""

    __tablename__ = "statistics_agents"

    agent_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    measure: Mapped[Measure] = mapped_column(choice(Measure, "measure"), primary_key=True)
    institution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("institutions.id"), primary_key=True)
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    detail: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date]
    clock: Mapped[int] = mapped_column(SmallInteger)
    number: Mapped[int]


class Counted(Base):
    """What a conversation has added to the counts, so that counting it again adds only what is different. It goes with
    the conversation; what was counted stays. `failures`: its messages that failed, as they were counted.
    """

    __tablename__ = "statistics_counted"

    conversation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    rows: Mapped[list[JSON]] = mapped_column(JSONB)
    failures: Mapped[int]
    counted_at: Mapped[datetime]


class CountingMark(Base):
    """How far a table has been looked through for conversations to count. Up to the row `settled` for good; `seen` was
    the newest one at `seen_at`, by the database's own clock.
    """

    __tablename__ = "statistics_marks"

    source: Mapped[str] = mapped_column(primary_key=True)
    settled: Mapped[int] = mapped_column(BigInteger)
    seen: Mapped[int] = mapped_column(BigInteger)
    seen_at: Mapped[datetime]

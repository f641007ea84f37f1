"""A conversation: who holds it, and the moves it may make between bot, queue and people."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ARRAY, CheckConstraint, FetchedValue, ForeignKey, Index, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from handoff.errors import ConversationMoved
from handoff.models.base import JSON, Base, HasUuid, choice
from handoff.models.customer import Customer
from handoff.models.organisation import Institution, Number, Team
from handoff.models.user import User


class Owner(StrEnum):
    """`parked`: wants a person when service opens; the bot goes on answering meanwhile."""

    BOT = "bot"
    PARKED = "parked"
    WAITING = "waiting"
    AGENT = "agent"
    CLOSED = "closed"


class Mover(StrEnum):
    BOT = "bot"
    AGENT = "agent"
    TIME = "time"


class Outcome(StrEnum):
    """How a chat ended, as the agent says who closes it."""

    ANSWERED = "answered"
    CALLBACK = "callback"
    APPOINTMENT = "appointment"
    OTHER_CHANNEL = "other_channel"
    NO_ANSWER = "no_answer"
    SPAM = "spam"


# Which changes of hands there are, and who may make them. The database has the same pairs in a trigger.
MOVES: dict[tuple[Owner, Owner], frozenset[Mover]] = {
    (Owner.BOT, Owner.WAITING): frozenset({Mover.BOT}),
    (Owner.BOT, Owner.PARKED): frozenset({Mover.BOT}),
    (Owner.BOT, Owner.AGENT): frozenset({Mover.AGENT}),
    (Owner.BOT, Owner.CLOSED): frozenset({Mover.TIME}),
    (Owner.PARKED, Owner.WAITING): frozenset({Mover.TIME, Mover.BOT}),
    (Owner.PARKED, Owner.BOT): frozenset({Mover.BOT, Mover.AGENT}),
    (Owner.PARKED, Owner.AGENT): frozenset({Mover.AGENT}),
    (Owner.PARKED, Owner.CLOSED): frozenset({Mover.AGENT, Mover.TIME}),
    (Owner.WAITING, Owner.WAITING): frozenset({Mover.AGENT, Mover.TIME}),
    (Owner.WAITING, Owner.PARKED): frozenset({Mover.TIME}),
    (Owner.WAITING, Owner.AGENT): frozenset({Mover.AGENT, Mover.TIME}),
    (Owner.WAITING, Owner.BOT): frozenset({Mover.AGENT, Mover.TIME}),
    (Owner.WAITING, Owner.CLOSED): frozenset({Mover.AGENT, Mover.TIME}),
    (Owner.AGENT, Owner.AGENT): frozenset({Mover.AGENT}),
    (Owner.AGENT, Owner.WAITING): frozenset({Mover.AGENT, Mover.TIME}),
    (Owner.AGENT, Owner.BOT): frozenset({Mover.AGENT, Mover.TIME}),
    (Owner.AGENT, Owner.CLOSED): frozenset({Mover.AGENT, Mover.TIME}),
}


# What `attention` says to the agent who holds the chat alone; it is over when the chat leaves him.
FOR_ITS_HOLDER = frozenset({"came_back", "declined", "snooze_over"})


class Conversation(HasUuid, Base):
    """`dialogue` is the bot's small state, `expects` what kind of answer it waits for (guard.Expected).

    `last_inbound_at` is Meta's time of the customer's last message; `attention` why a person should look. A transfer
    that nobody has taken yet goes back to `offered_by_id` at `offer_ends_at`; `offered_to_id` is null where any of the
    team may take it. `snoozed_until`: its agent wants to see it then.

    `turn_at` is the place in the queue, worked out by the database (handoff/routing/order.py). `answer_by`: when its
    agent loses it if he hasn't answered. `passed_over`: who had it and let it lie. `named_id`: the advisor for whom it
    is. `former_id`: who had the customer's last chat. `escalated_at`: when its leads were told that nobody comes.
    """

    __tablename__ = "conversations"
    __table_args__ = (
        Index(
            "uq_conversations_open",
            "number_id",
            "customer_id",
            unique=True,
            postgresql_where=text("owner <> 'closed'"),
        ),
        Index(
            "ix_conversations_waiting", "institution_id", "waiting_since", postgresql_where=text("owner = 'waiting'")
        ),
        Index("ix_conversations_parked", "institution_id", postgresql_where=text("owner = 'parked'")),
        Index("ix_conversations_attention", "institution_id", postgresql_where=text("attention IS NOT NULL")),
        Index("ix_conversations_agent", "agent_id", postgresql_where=text("owner = 'agent'")),
        Index("ix_conversations_closed", "institution_id", "closed_at", postgresql_where=text("owner = 'closed'")),
        Index("ix_conversations_offered", "offered_to_id", postgresql_where=text("offered_to_id IS NOT NULL")),
        Index("ix_conversations_offered_by", "offered_by_id", postgresql_where=text("offered_by_id IS NOT NULL")),
        Index("ix_conversations_offer_ends", "offer_ends_at", postgresql_where=text("offer_ends_at IS NOT NULL")),
        Index("ix_conversations_named", "named_id", postgresql_where=text("named_id IS NOT NULL")),
        Index("ix_conversations_answer_by", "answer_by", postgresql_where=text("answer_by IS NOT NULL")),
        Index("ix_conversations_snoozed", "snoozed_until", postgresql_where=text("snoozed_until IS NOT NULL")),
        Index(
            "ix_conversations_queue",
            "team_id",
            text("owner DESC"),
            "turn_at",
            "waiting_since",
            "id",
            postgresql_where=text("owner IN ('waiting', 'parked')"),
        ),
        Index("ix_conversations_held", "team_id", "last_activity_at", "id", postgresql_where=text("owner = 'agent'")),
        Index("ix_conversations_done", "team_id", "closed_at", "id", postgresql_where=text("owner = 'closed'")),
        Index(
            "ix_conversations_done_topic",
            "team_id",
            "topic",
            "closed_at",
            "id",
            postgresql_where=text("owner = 'closed'"),
        ),
        Index(
            "ix_conversations_done_language",
            "team_id",
            "language",
            "closed_at",
            "id",
            postgresql_where=text("owner = 'closed'"),
        ),
        Index("ix_conversations_silent", "last_activity_at", postgresql_where=text("owner = 'bot'")),
        CheckConstraint("(owner = 'agent') = (agent_id IS NOT NULL)", name="agent_has_it"),
        CheckConstraint("(offered_by_id IS NULL) = (offer_ends_at IS NULL)", name="offer_is_whole"),
        CheckConstraint("offered_to_id IS NULL OR owner = 'waiting'", name="offered_while_waiting"),
        CheckConstraint("snoozed_until IS NULL OR owner = 'agent'", name="snoozed_by_its_agent"),
        CheckConstraint("answer_by IS NULL OR owner = 'agent'", name="answered_by_its_agent"),
        CheckConstraint("(owner = 'closed') = (closed_at IS NOT NULL)", name="closed_at_known"),
    )

    institution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("institutions.id"))
    number_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("numbers.id"))
    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"), index=True)
    channel: Mapped[str] = mapped_column(default="whatsapp")
    owner: Mapped[Owner] = mapped_column(choice(Owner, "owner"), default=Owner.BOT)
    team_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("teams.id"))
    agent_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    topic: Mapped[str | None]
    language: Mapped[str] = mapped_column(default="de")
    priority: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None]
    dialogue: Mapped[JSON] = mapped_column(default=dict)
    expects: Mapped[str | None]
    opened_at: Mapped[datetime]
    last_inbound_at: Mapped[datetime | None]
    last_activity_at: Mapped[datetime]
    waiting_since: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    attention: Mapped[str | None]
    unread: Mapped[int] = mapped_column(default=0)
    offered_to_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    offered_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    offer_ends_at: Mapped[datetime | None]
    snoozed_until: Mapped[datetime | None]
    outcome: Mapped[Outcome | None] = mapped_column(choice(Outcome, "outcome"))
    turn_at: Mapped[datetime | None] = mapped_column(server_default=FetchedValue())
    answer_by: Mapped[datetime | None]
    passed_over: Mapped[list[uuid.UUID]] = mapped_column(ARRAY(Uuid), default=list)
    named_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    former_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    escalated_at: Mapped[datetime | None]

    institution: Mapped[Institution] = relationship(lazy="raise")
    number: Mapped[Number] = relationship(lazy="raise")
    customer: Mapped[Customer] = relationship(lazy="raise")
    team: Mapped[Team | None] = relationship(lazy="raise")
    agent: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[agent_id])
    offered_to: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[offered_to_id])
    offered_by: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[offered_by_id])
    named: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[named_id])
    former: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[former_id])

    @property
    def is_with_bot(self) -> bool:
        return self.owner in (Owner.BOT, Owner.PARKED)

    @property
    def is_open(self) -> bool:
        return self.owner is not Owner.CLOSED

    def move(self, to: Owner, *, by: Mover, now: datetime, agent: uuid.UUID | None = None) -> Owner:
        """Changes hands and returns the former owner. Raises ConversationMoved if there is no such move for `by`."""
        former = self.owner
        if by not in MOVES.get((former, to), frozenset()):
            raise ConversationMoved()
        self.owner = to
        self.agent_id = agent if to is Owner.AGENT else None
        self.waiting_since = now if to in (Owner.WAITING, Owner.PARKED) else None
        self.closed_at = now if to is Owner.CLOSED else None
        self.offered_to_id = self.offered_by_id = self.offer_ends_at = self.snoozed_until = None
        self.answer_by = None
        if self.attention in FOR_ITS_HOLDER:
            self.attention = None
        self.last_activity_at = now
        return former

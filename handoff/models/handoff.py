"""The record of work: changes of hands, turns of the bot, callbacks, audit."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from handoff.models.base import JSON, Base, HasUuid, choice
from handoff.models.conversation import Conversation, Owner
from handoff.models.customer import Customer


class HandoffReason(StrEnum):
    """`given`: by the routing; `unanswered`, `left`: taken away from who didn't answer, or went; `overflow`: to another
    team, as the institution's rules say; `closing`: the team went home; `opened`: it is back. `callback`: the customer
    wants a call instead of waiting.
    """

    REQUEST = "request"
    CONFIDENTIAL = "confidential"
    NOT_UNDERSTOOD = "not_understood"
    FAILURE = "failure"
    UNREADABLE = "unreadable"
    TAKEN = "taken"
    STEPPED_IN = "stepped_in"
    TRANSFERRED = "transferred"
    CAME_BACK = "came_back"
    PUT_BACK = "put_back"
    RETURNED = "returned"
    OPENED = "opened"
    GIVEN = "given"
    UNANSWERED = "unanswered"
    LEFT = "left"
    OVERFLOW = "overflow"
    CLOSING = "closing"
    CALLBACK = "callback"
    SILENCE = "silence"
    DONE = "done"


class SentOut(StrEnum):
    """By which rule of the institution a team of another company gets a chat: it gets all of them; the house is closed;
    the house has as many as it may; the chat's topic is one for it.
    """

    ALWAYS = "always"
    CLOSED = "closed"
    ABOVE = "above"
    TOPIC = "topic"


class Handoff(HasUuid, Base):
    """One change of hands. `gathered`: what the bot knows of the wish, by slot name. `note`: for who takes it over.
    `rule`: by which it came to a team of another company; null where people passed it on, and in a team of the house.

    Of a chat that is offered to a person, `to_agent_id` is whom it is offered to, and `from_agent_id` who declined it.
    """

    __tablename__ = "handoffs"
    __table_args__ = (
        Index("ix_handoffs_conversation", "conversation_id", "at"),
        Index("ix_handoffs_team", "team_id", "at", postgresql_where=text("team_id IS NOT NULL")),
        Index("ix_handoffs_from_agent", "from_agent_id", "at", postgresql_where=text("from_agent_id IS NOT NULL")),
        Index("ix_handoffs_to_agent", "to_agent_id", "at", postgresql_where=text("to_agent_id IS NOT NULL")),
    )

    institution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("institutions.id"))
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    reason: Mapped[HandoffReason] = mapped_column(choice(HandoffReason, "reason"))
    topic: Mapped[str | None]
    from_owner: Mapped[Owner] = mapped_column(choice(Owner, "from_owner"))
    to_owner: Mapped[Owner] = mapped_column(choice(Owner, "to_owner"))
    from_agent_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    to_agent_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    team_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("teams.id"))
    gathered: Mapped[JSON] = mapped_column(default=dict)
    note: Mapped[str | None]
    rule: Mapped[SentOut | None] = mapped_column(choice(SentOut, "rule"))
    at: Mapped[datetime]


class Dismissal(Base):
    """Whose chat a lead took has read that, and put the notice away."""

    __tablename__ = "dismissals"

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    handoff_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("handoffs.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    at: Mapped[datetime]


class TurnRecord(Base):
    """One turn of the bot, without text."""

    __tablename__ = "turns"
    __table_args__ = (Index("ix_turns_institution", "institution_id", "at"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    institution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("institutions.id"))
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    intent: Mapped[str]
    confidence: Mapped[float]
    topic: Mapped[str | None]
    language: Mapped[str]
    rule: Mapped[str]
    outcome: Mapped[str]
    model_hash: Mapped[str]
    milliseconds: Mapped[float]
    at: Mapped[datetime]


class CallbackState(StrEnum):
    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class CallbackOutcome(StrEnum):
    REACHED = "reached"
    NOT_REACHED = "not_reached"
    NOT_NEEDED = "not_needed"


class Callback(HasUuid, Base):
    """The customer is to be called between `earliest` and `latest`. `tries`: calls that reached nobody.

    `created_by_id`: the agent who promised it; null where the bot did.
    """

    __tablename__ = "callbacks"
    __table_args__ = (
        CheckConstraint("earliest < latest", name="window_has_length"),
        Index("ix_callbacks_conversation", "conversation_id"),
        Index("ix_callbacks_open", "institution_id", "earliest", postgresql_where=text("state = 'open'")),
        Index("ix_callbacks_done", "institution_id", "done_at", postgresql_where=text("state = 'done'")),
    )

    institution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("institutions.id"))
    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"))
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    team_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("teams.id"))
    topic: Mapped[str]
    phone: Mapped[bytes]
    language: Mapped[str]
    earliest: Mapped[datetime]
    latest: Mapped[datetime]
    state: Mapped[CallbackState] = mapped_column(choice(CallbackState, "state"), default=CallbackState.OPEN)
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    outcome: Mapped[CallbackOutcome | None] = mapped_column(choice(CallbackOutcome, "outcome"))
    note: Mapped[str | None]
    tries: Mapped[int] = mapped_column(default=0)
    created_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))

    conversation: Mapped[Conversation] = relationship(lazy="raise")
    customer: Mapped[Customer] = relationship(lazy="raise")


class Audit(Base):
    """Who changed what, from which value to which. `subject`: table and id, as "conversation:<uuid>"."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_subject", "subject", "at"),
        Index("ix_audit_institution", "institution_id", "at"),
        Index("ix_audit_user", "user_id", "at"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    institution_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("institutions.id"))
    at: Mapped[datetime]
    actor: Mapped[str]
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    act: Mapped[str]
    subject: Mapped[str]
    before: Mapped[JSON | None]
    after: Mapped[JSON | None]

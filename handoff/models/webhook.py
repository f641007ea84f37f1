"""What the institution's own systems are told: to whom, and what became of each event."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, Integer, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from handoff.models.base import JSON, Base, HasUuid, choice
from handoff.models.user import User


class WebhookEvent(StrEnum):
    """What happened. `test` is sent on request, whatever else is wished for."""

    CONVERSATION_CLOSED = "conversation.closed"
    CALLBACK_CREATED = "callback.created"
    CALLBACK_CHANGED = "callback.changed"
    CALLBACK_DONE = "callback.done"
    CALLBACK_CANCELLED = "callback.cancelled"
    APPOINTMENT_BOOKED = "appointment.booked"
    APPOINTMENT_MOVED = "appointment.moved"
    APPOINTMENT_CANCELLED = "appointment.cancelled"
    TEST = "test"


class PauseCause(StrEnum):
    """`failing`: for two days nothing arrived. `gone`: the receiver says that it is there no longer. `sealed`: the
    signing secret can't be read, since the service's own key is another one now.
    """

    BY_HAND = "by_hand"
    FAILING = "failing"
    GONE = "gone"
    SEALED = "sealed"


class DeliveryState(StrEnum):
    """`failed`: tried at least once, and to be tried again."""

    WAITING = "waiting"
    FAILED = "failed"
    DELIVERED = "delivered"
    SKIPPED = "skipped"


class WebhookSubscription(HasUuid, Base):
    """A system of the institution's that is told of events. While it is paused they are kept, and go out afterwards.

    `secret` is sealed; after it was renewed at `renewed_at`, `former_secret` signs too for a while. `last_sequence`:
    of the delivery whose turn came last. `holder`: the process that is sending, by the advisory lock that it holds
    while it lives.
    """

    __tablename__ = "webhook_subscriptions"
    __table_args__ = (
        CheckConstraint("(paused_at IS NULL) = (pause_cause IS NULL)", name="pause_is_whole"),
        CheckConstraint("(former_secret IS NULL) = (renewed_at IS NULL)", name="renewal_is_whole"),
    )

    institution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("institutions.id"), index=True)
    name: Mapped[str]
    address: Mapped[str]
    secret: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    former_secret: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    renewed_at: Mapped[datetime | None]
    events: Mapped[list[str]]
    transcripts: Mapped[bool] = mapped_column(default=False)
    paused_at: Mapped[datetime | None]
    pause_cause: Mapped[PauseCause | None] = mapped_column(choice(PauseCause, "pause_cause"))
    last_sequence: Mapped[int] = mapped_column(BigInteger, default=0)
    holder: Mapped[int | None] = mapped_column(Integer)
    created_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]

    created_by: Mapped[User] = relationship(lazy="raise")


class WebhookDelivery(HasUuid, Base):
    """An event for one subscription, written by triggers in the transaction that it tells of (migration 0026).

    Its id is what the receiver knows a double by. It holds nothing personal: `facts` and ids alone, which may outlive
    what they name; whom it is about, the number to call and the transcript are read when it is sent. `place`: the order
    of writing; `sequence`: given when its turn comes. `failing_since`: of the attempts since somebody last set it
    going. `error`: why there was no answer, as a word of ours.
    """

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        CheckConstraint("(done_at IS NULL) = (state IN ('waiting', 'failed'))", name="done_at_known"),
        Index(
            "ix_webhook_deliveries_open",
            "subscription_id",
            "sequence",
            "place",
            postgresql_where=text("state IN ('waiting', 'failed')"),
        ),
        Index("ix_webhook_deliveries_listed", "subscription_id", "place"),
        Index("ix_webhook_deliveries_done", "done_at", postgresql_where=text("done_at IS NOT NULL")),
    )

    place: Mapped[int] = mapped_column(BigInteger, Identity(), unique=True)
    institution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("institutions.id"))
    subscription_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("webhook_subscriptions.id", ondelete="CASCADE"))
    sequence: Mapped[int | None] = mapped_column(BigInteger)
    event: Mapped[WebhookEvent] = mapped_column(choice(WebhookEvent, "event"))
    at: Mapped[datetime]
    customer_id: Mapped[uuid.UUID | None]
    conversation_id: Mapped[uuid.UUID | None]
    callback_id: Mapped[uuid.UUID | None]
    appointment_id: Mapped[uuid.UUID | None]
    facts: Mapped[JSON] = mapped_column(default=dict)
    state: Mapped[DeliveryState] = mapped_column(choice(DeliveryState, "state"), default=DeliveryState.WAITING)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    attempted_at: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]
    next_attempt_at: Mapped[datetime | None]
    answer_status: Mapped[int | None] = mapped_column(Integer)
    error: Mapped[str | None]
    done_at: Mapped[datetime | None]

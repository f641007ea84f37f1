"""Sends events to the institutions' systems: each subscription's one after another, at least once, never out of order.

A process holds a subscription while it sends: it writes the number of the advisory lock that says that it lives beside
it (handoff/outbox). So two processes never send for one at a time, and when one dies another goes on at once.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from cryptography.fernet import InvalidToken
from sqlalchemy import select, text, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from handoff.clock import Clock
from handoff.database import Sessions, execute_alone
from handoff.failpoints import failpoint
from handoff.metrics import EVENT_DELIVERIES, EVENT_SECONDS
from handoff.models import DeliveryState, PauseCause, WebhookDelivery, WebhookSubscription
from handoff.outbox.sweep import HOLDER_LOCKS
from handoff.vault import Vault
from handoff.webhooks.composing import compose
from handoff.webhooks.posting import Answer, NoAnswer, Post
from handoff.webhooks.retrying import GONE, is_delivered, is_lost, wait, wish_of
from handoff.webhooks.signing import signed

log = structlog.get_logger()

OPEN = (DeliveryState.WAITING, DeliveryState.FAILED)
# Then others have their turn.
IN_A_ROW = 100
# After a secret was renewed its former one signs too, so that a receiver can be changed without missing anything.
BOTH_SECRETS = timedelta(days=1)
WRITE_AGAIN_AFTER = (0.2, 1.0, 3.0, 5.0)

# Whose first open event is due, and whom no living process holds; what we hold and aren't at is ours again.
CLAIM = text("""
    UPDATE webhook_subscriptions SET holder = :holder WHERE id IN (
        SELECT s.id FROM webhook_subscriptions s
        WHERE s.paused_at IS NULL AND s.id <> ALL(CAST(:in_hand AS uuid[]))
          AND (s.holder IS NULL OR s.holder = :holder OR NOT EXISTS (
              SELECT FROM pg_locks l WHERE l.locktype = 'advisory' AND l.classid = :locks AND l.objid = s.holder))
          AND (
              SELECT coalesce(d.next_attempt_at <= CAST(:now AS timestamptz), true) FROM webhook_deliveries d
              WHERE d.subscription_id = s.id AND d.state IN ('waiting', 'failed')
              ORDER BY d.sequence NULLS LAST, d.place LIMIT 1)
        LIMIT :limit FOR NO KEY UPDATE SKIP LOCKED)
    RETURNING id
""")
RELEASE = text("UPDATE webhook_subscriptions SET holder = NULL WHERE id = :id AND holder = :holder")


@dataclass(frozen=True, slots=True)
class Parcel:
    """`keys`: the secrets that sign it, the newest first."""

    delivery_id: UUID
    subscription_id: UUID
    address: str
    body: bytes
    keys: tuple[str, ...]
    failing_since: datetime | None


class Courier:
    """One a process. `holder`: the number of the advisory lock that says that this process lives."""

    def __init__(
        self,
        sessions: Sessions,
        *,
        post: Post,
        vault: Vault,
        clock: Clock,
        holder: int,
        chance: Callable[[], float] = random.random,
    ):
        self._sessions = sessions
        self._post = post
        self._vault = vault
        self._clock = clock
        self._holder = holder
        self._chance = chance
        self._in_hand: set[UUID] = set()

    async def claim(self, *, limit: int) -> list[UUID]:
        """Subscriptions that have something to be sent, at most `limit`, now ours."""
        values = {
            "holder": self._holder,
            "locks": HOLDER_LOCKS,
            "in_hand": list(self._in_hand),
            "now": self._clock(),
            "limit": limit,
        }
        claimed = [row.id for row in await execute_alone(self._sessions, CLAIM, values)]
        self._in_hand.update(claimed)
        return claimed

    async def serve(self, subscription_id: UUID) -> None:
        """Sends what is due for a subscription that is ours, until something fails; then it is nobody's."""
        try:
            for _ in range(IN_A_ROW):
                if not await self.send_next(subscription_id):
                    break
            await execute_alone(self._sessions, RELEASE, {"id": subscription_id, "holder": self._holder})
        finally:
            self._in_hand.discard(subscription_id)

    async def send_next(self, subscription_id: UUID) -> bool:
        """True if something was delivered."""
        parcel = await self._take(subscription_id)
        if parcel is None:
            return False
        failpoint("webhooks.taken")
        started = time.monotonic()
        answer = await self._send(parcel)
        EVENT_SECONDS.observe(time.monotonic() - started)
        failpoint("webhooks.sent")
        is_there = isinstance(answer, Answer) and is_delivered(answer.status)
        await self._write_down(lambda session: self._write(session, parcel, answer))
        failpoint("webhooks.written")
        EVENT_DELIVERIES.labels("delivered" if is_there else "refused" if isinstance(answer, Answer) else "lost").inc()
        log.info(
            "event sent",
            delivery=str(parcel.delivery_id),
            subscription=str(parcel.subscription_id),
            status=answer.status if isinstance(answer, Answer) else None,
            error=answer.why if isinstance(answer, NoAnswer) else None,
        )
        return is_there

    async def _take(self, subscription_id: UUID) -> Parcel | None:
        """The event whose turn it is, counted as tried before it goes out; None if none is due."""
        ours = select(WebhookSubscription).where(
            WebhookSubscription.id == subscription_id,
            WebhookSubscription.holder == self._holder,
            WebhookSubscription.paused_at.is_(None),
        )
        secrets = undefer(WebhookSubscription.secret), undefer(WebhookSubscription.former_secret)
        now = self._clock()
        async with self._sessions.begin() as session:
            subscription = await session.scalar(ours.options(*secrets).with_for_update(key_share=True))
            delivery = await first_open(session, subscription_id) if subscription else None
            if subscription is None or delivery is None:
                return None
            if delivery.next_attempt_at is not None and delivery.next_attempt_at > now:
                return None
            try:
                keys = self._keys(subscription, now)
            except InvalidToken:
                subscription.paused_at, subscription.pause_cause = now, PauseCause.SEALED
                log.error("signing secret can't be read", subscription=str(subscription_id))
                return None
            delivery.attempts += 1
            delivery.attempted_at = now
            if delivery.sequence is None:
                subscription.last_sequence += 1
                delivery.sequence = subscription.last_sequence
            try:
                body = await compose(session, delivery, subscription, vault=self._vault)
            except (ValueError, KeyError) as error:
                # Our own mistake; it is put off like others, so that the page shows it and somebody can skip it.
                log.error("event can't be written", delivery=str(delivery.id), error=type(error).__name__)
                delivery.state, delivery.error, delivery.answer_status = DeliveryState.FAILED, "unwritten", None
                delivery.failing_since = delivery.failing_since or now
                delivery.next_attempt_at = now + wait(now - delivery.failing_since, chance=self._chance())
                return None
            return Parcel(delivery.id, subscription_id, subscription.address, body, keys, delivery.failing_since)

    def _keys(self, subscription: WebhookSubscription, now: datetime) -> tuple[str, ...]:
        """Raises InvalidToken."""
        renewed, former = subscription.renewed_at, subscription.former_secret
        sealed = [subscription.secret]
        if former is not None and renewed is not None and now - renewed < BOTH_SECRETS:
            sealed.append(former)
        return tuple(self._vault.unseal(one) for one in sealed)

    async def _send(self, parcel: Parcel) -> Answer | NoAnswer:
        headers = signed(parcel.body, message_id=str(parcel.delivery_id), at=self._clock(), keys=parcel.keys)
        try:
            return await self._post.send(parcel.address, parcel.body, headers)
        except NoAnswer as none:
            return none

    async def _write(self, session: AsyncSession, parcel: Parcel, answer: Answer | NoAnswer) -> None:
        now = self._clock()
        told = {
            "answer_status": answer.status if isinstance(answer, Answer) else None,
            "error": answer.why if isinstance(answer, NoAnswer) else None,
        }
        this = update(WebhookDelivery).where(WebhookDelivery.id == parcel.delivery_id)
        if isinstance(answer, Answer) and is_delivered(answer.status):
            done = {"state": DeliveryState.DELIVERED, "done_at": now, "next_attempt_at": None, "failing_since": None}
            await session.execute(this.values(**told, **done))
            return
        since = parcel.failing_since or now
        wished = wish_of(answer.status, answer.retry_after, now=now) if isinstance(answer, Answer) else None
        again = now + wait(now - since, chance=self._chance(), wished=wished)
        failed = {"state": DeliveryState.FAILED, "failing_since": since, "next_attempt_at": again}
        await session.execute(this.where(WebhookDelivery.state.in_(OPEN)).values(**told, **failed))
        if told["answer_status"] == GONE or is_lost(now - since):
            cause = PauseCause.GONE if told["answer_status"] == GONE else PauseCause.FAILING
            going = (WebhookSubscription.id == parcel.subscription_id, WebhookSubscription.paused_at.is_(None))
            await session.execute(update(WebhookSubscription).where(*going).values(paused_at=now, pause_cause=cause))
            log.warning("webhooks paused", subscription=str(parcel.subscription_id), cause=cause.value)

    async def _write_down(self, write: Callable[[AsyncSession], Awaitable[None]]) -> None:
        """Every outcome may be written twice, so a connection that breaks here is no reason to send anything again."""
        for seconds in (*WRITE_AGAIN_AFTER, None):
            try:
                async with self._sessions.begin() as session:
                    await write(session)
                return
            except (SQLAlchemyError, OSError) as error:
                if seconds is None:
                    raise
                log.warning("outcome not written down yet", error=type(error).__name__)
                await asyncio.sleep(seconds)


async def first_open(session: AsyncSession, subscription_id: UUID) -> WebhookDelivery | None:
    """What goes next: what was tried already, else the oldest. Locked."""
    waiting = (
        select(WebhookDelivery)
        .where(WebhookDelivery.subscription_id == subscription_id, WebhookDelivery.state.in_(OPEN))
        .order_by(WebhookDelivery.sequence.nulls_last(), WebhookDelivery.place)
        .limit(1)
    )
    return await session.scalar(waiting.with_for_update(key_share=True))

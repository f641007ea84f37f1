"""What administrators do with webhooks; each act is in the audit list."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right, access_of
from handoff.auditing import audit_row, change
from handoff.database import notify
from handoff.errors import HandoffError, NotFound
from handoff.models import DeliveryState, PauseCause, User, WebhookDelivery, WebhookEvent, WebhookSubscription
from handoff.models.base import JSON
from handoff.row_security import beyond
from handoff.vault import Vault
from handoff.webhooks.sending import OPEN, first_open
from handoff.webhooks.signing import new_secret

MOST = 20


class TooMany(HandoffError):
    """The institution has as many as there may be."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """`address`: checked before (handoff/webhooks/addresses.py)."""

    name: str
    address: str
    events: tuple[WebhookEvent, ...]
    transcripts: bool


@dataclass(frozen=True, slots=True)
class By:
    user: User
    now: datetime


async def add_subscription(
    session: AsyncSession, institution_id: UUID, wishes: Wishes, *, vault: Vault, by: By
) -> tuple[WebhookSubscription, str]:
    """With its secret, which nobody can read afterwards. Raises NotAllowed and TooMany."""
    (await access_of(session, by.user.id)).demand(Right.WEBHOOKS, institution_id)
    there = select(WebhookSubscription.id).where(WebhookSubscription.institution_id == institution_id)
    if len(list(await session.scalars(there))) >= MOST:
        raise TooMany
    secret = new_secret()
    subscription = WebhookSubscription(
        id=uuid4(),
        institution_id=institution_id,
        secret=vault.seal(secret),
        created_by_id=by.user.id,
        created_at=by.now,
        **_values(wishes),
    )
    session.add(subscription)
    await session.flush()
    _write(session, "add_webhook", subscription, None, _shown(_values(wishes)), by)
    return subscription, secret


async def change_subscription(session: AsyncSession, subscription_id: UUID, wishes: Wishes, *, by: By) -> None:
    """At another address it is tried at once. Raises NotFound."""
    subscription = await _locked(session, subscription_id, by)
    before, after = change(subscription, **_values(wishes))
    if after:
        _write(session, "change_webhook", subscription, _shown(before), _shown(after), by)
    if "address" in after and subscription.paused_at is None:
        await _set_going(session, subscription_id)


async def renew_secret(session: AsyncSession, subscription_id: UUID, *, vault: Vault, by: By) -> str:
    """The new one; the former signs too for another day. Raises NotFound."""
    subscription = await _locked(session, subscription_id, by)
    secret, is_readable = new_secret(), subscription.pause_cause is not PauseCause.SEALED
    this = update(WebhookSubscription).where(WebhookSubscription.id == subscription_id)
    former = {"former_secret": WebhookSubscription.secret if is_readable else None}
    renewed = this.values(secret=vault.seal(secret), renewed_at=by.now if is_readable else None, **former)
    # The desk may write sealed secrets, but not read the one that moves.
    async with beyond(session):
        await session.execute(renewed.execution_options(synchronize_session=False))
    await session.refresh(subscription, ["renewed_at"])
    _write(session, "renew_webhook_secret", subscription, {}, {}, by)
    return secret


async def pause(session: AsyncSession, subscription_id: UUID, *, by: By) -> None:
    """A second time it changes nothing. Raises NotFound."""
    subscription = await _locked(session, subscription_id, by)
    if subscription.paused_at is None:
        subscription.paused_at, subscription.pause_cause = by.now, PauseCause.BY_HAND
        _write(session, "pause_webhook", subscription, {}, {}, by)


async def resume(session: AsyncSession, subscription_id: UUID, *, by: By) -> None:
    """Its events go out at once, as if nothing had failed. Raises NotFound."""
    subscription = await _locked(session, subscription_id, by)
    if subscription.paused_at is not None:
        cause = subscription.pause_cause
        subscription.paused_at = subscription.pause_cause = None
        _write(session, "resume_webhook", subscription, {"pause_cause": cause.value if cause else None}, {}, by)
        await _set_going(session, subscription_id)


async def remove_subscription(session: AsyncSession, subscription_id: UUID, *, by: By) -> None:
    """With its deliveries. Raises NotFound."""
    subscription = await _locked(session, subscription_id, by)
    _write(session, "remove_webhook", subscription, _shown({"address": subscription.address}), None, by)
    await session.execute(delete(WebhookSubscription).where(WebhookSubscription.id == subscription_id))


async def send_test(session: AsyncSession, subscription_id: UUID, *, by: By) -> None:
    """Behind what waits already. Raises NotFound."""
    subscription = await _locked(session, subscription_id, by)
    session.add(
        WebhookDelivery(
            id=uuid4(),
            institution_id=subscription.institution_id,
            subscription_id=subscription_id,
            event=WebhookEvent.TEST,
            at=by.now,
        )
    )
    await session.flush()
    await notify(session, "webhooks", "")
    _write(session, "test_webhook", subscription, {}, {}, by)


async def send_now(session: AsyncSession, subscription_id: UUID, delivery_id: UUID, *, by: By) -> None:
    """Without waiting for the time of its next attempt; what is done already isn't done again. Raises NotFound."""
    subscription = await _locked(session, subscription_id, by)
    delivery = await _delivery(session, subscription_id, delivery_id)
    if delivery.state in OPEN:
        delivery.next_attempt_at = None
        await session.flush()
        await notify(session, "webhooks", "")
        _write(session, "send_webhook_now", subscription, {}, {"event": delivery.event.value}, by)


async def skip(session: AsyncSession, subscription_id: UUID, delivery_id: UUID, *, by: By) -> None:
    """It is never sent, and the next goes on. What has been done already stays so. Raises NotFound."""
    subscription = await _locked(session, subscription_id, by)
    delivery = await _delivery(session, subscription_id, delivery_id)
    if delivery.state in OPEN:
        delivery.state, delivery.done_at, delivery.next_attempt_at = DeliveryState.SKIPPED, by.now, None
        await session.flush()
        await notify(session, "webhooks", "")
        _write(session, "skip_webhook", subscription, {}, {"event": delivery.event.value}, by)


async def _locked(session: AsyncSession, subscription_id: UUID, by: By) -> WebhookSubscription:
    access = await access_of(session, by.user.id)
    this = select(WebhookSubscription).where(
        WebhookSubscription.id == subscription_id,
        WebhookSubscription.institution_id.in_(access.where(Right.WEBHOOKS)),
    )
    found = await session.scalar(this.with_for_update(key_share=True))
    if found is None:
        raise NotFound("no such webhook")
    return found


async def _delivery(session: AsyncSession, subscription_id: UUID, delivery_id: UUID) -> WebhookDelivery:
    this = select(WebhookDelivery).where(
        WebhookDelivery.id == delivery_id, WebhookDelivery.subscription_id == subscription_id
    )
    found = await session.scalar(this.with_for_update(key_share=True))
    if found is None:
        raise NotFound("no such delivery")
    return found


async def _set_going(session: AsyncSession, subscription_id: UUID) -> None:
    if (delivery := await first_open(session, subscription_id)) is not None:
        delivery.next_attempt_at = delivery.failing_since = None
    await session.flush()
    await notify(session, "webhooks", "")


def _values(wishes: Wishes) -> JSON:
    return {
        "name": wishes.name,
        "address": wishes.address,
        "events": [event.value for event in wishes.events],
        "transcripts": wishes.transcripts,
    }


def _shown(values: JSON) -> JSON:
    """An address's query may be a key of the receiver's."""
    if "address" not in values:
        return values
    where, is_asked, _ = values["address"].partition("?")
    return values | {"address": where + ("?…" if is_asked else "")}


def _write(
    session: AsyncSession, act: str, subscription: WebhookSubscription, before: JSON | None, after: JSON | None, by: By
) -> None:
    """With its name on both sides, so that the list can say it when there is no such webhook any more."""
    named = {"name": subscription.name}
    told = [None if values is None else named | values for values in (before, after)]
    session.add(
        audit_row(subscription.institution_id, act, f"webhook:{subscription.id}", told[0], told[1], by.user, by.now)
    )

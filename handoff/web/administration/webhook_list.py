"""Subscriptions with how many events wait, and an institution's deliveries a page at a time."""

from dataclasses import dataclass

from sanic import Request
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import DeliveryState, WebhookDelivery, WebhookSubscription
from handoff.web.administration.house import House
from handoff.webhooks.sending import OPEN

ROWS = 50
FILTERS = tuple(state.value for state in DeliveryState)


@dataclass(frozen=True, slots=True)
class Row:
    """`waiting`: events that didn't arrive yet, and `failed`: how many of them were tried."""

    subscription: WebhookSubscription
    waiting: int
    failed: int


@dataclass(frozen=True, slots=True)
class Deliveries:
    """`first`: the one whose turn it is. `last`: what the next page follows, if there is one."""

    rows: tuple[WebhookDelivery, ...]
    waiting: int
    first: WebhookDelivery | None
    last: int | None


async def read_subscriptions(session: AsyncSession, house: House) -> list[Row]:
    counted = (
        select(WebhookDelivery.subscription_id, WebhookDelivery.state, func.count())
        .where(WebhookDelivery.institution_id == house.id, WebhookDelivery.state.in_(OPEN))
        .group_by(WebhookDelivery.subscription_id, WebhookDelivery.state)
    )
    numbers = {(key, state): number for key, state, number in await session.execute(counted)}
    wanted = select(WebhookSubscription).where(WebhookSubscription.institution_id == house.id)
    rows = await session.scalars(wanted.order_by(WebhookSubscription.name, WebhookSubscription.created_at))
    return [
        Row(
            one,
            sum(numbers.get((one.id, state), 0) for state in OPEN),
            numbers.get((one.id, DeliveryState.FAILED), 0),
        )
        for one in rows
    ]


def wanted_of(request: Request) -> str:
    """The state that is asked for; empty for all."""
    given = request.args.get("state", "")
    return given if given in FILTERS else ""


def before_of(request: Request) -> int | None:
    given = request.args.get("before", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None


async def read_deliveries(
    session: AsyncSession, subscription: WebhookSubscription, wanted: str, *, before: int | None
) -> Deliveries:
    """The newest first. `before`: a delivery's place; those after it in the list."""
    ours = WebhookDelivery.subscription_id == subscription.id
    asked = select(WebhookDelivery).where(ours).order_by(WebhookDelivery.place.desc()).limit(ROWS + 1)
    if wanted:
        asked = asked.where(WebhookDelivery.state == DeliveryState(wanted))
    if before is not None:
        asked = asked.where(WebhookDelivery.place < before)
    rows = (await session.scalars(asked)).all()
    is_open = WebhookDelivery.state.in_(OPEN)
    turn = select(WebhookDelivery).where(ours, is_open)
    first = await session.scalar(turn.order_by(WebhookDelivery.sequence.nulls_last(), WebhookDelivery.place).limit(1))
    waiting = await session.scalar(select(func.count()).select_from(WebhookDelivery).where(ours, is_open)) or 0
    shown = tuple(rows[:ROWS])
    return Deliveries(shown, waiting, first, shown[-1].place if len(rows) > ROWS else None)

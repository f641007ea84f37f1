"""Webhooks to the institution's own systems: who is told of what, and what became of each event."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError
from sanic import Request
from sanic.response import HTTPResponse
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.errors import NotFound
from handoff.models import WebhookEvent, WebhookSubscription
from handoff.web.administration.house import House, read_house, saved, sheet
from handoff.web.administration.person_form import printable
from handoff.web.administration.webhook_list import (
    FILTERS,
    before_of,
    read_deliveries,
    read_subscriptions,
    wanted_of,
)
from handoff.web.desk import Desk
from handoff.web.forms import Filled, Form, read_form, refused
from handoff.web.gate import Routes
from handoff.web.viewer import Viewer
from handoff.webhooks import (
    CHECK,
    LONGEST,
    By,
    TooMany,
    Wishes,
    add_subscription,
    change_subscription,
    pause,
    problem_of,
    remove_subscription,
    renew_secret,
    resume,
    send_now,
    send_test,
    skip,
)

PATH = "/desk/administration/webhooks"
ONE = f"{PATH}/<webhook_id:uuid>"
DELIVERY = f"{ONE}/deliveries/<delivery_id:uuid>"
# A test is sent on request and not wished for.
EVENTS = tuple(event for event in WebhookEvent if event is not WebhookEvent.TEST)


def _some(events: list[WebhookEvent]) -> list[WebhookEvent]:
    if not events or WebhookEvent.TEST in events:
        raise PydanticCustomError("choose_one", "none")
    return list(dict.fromkeys(events))


class WebhookForm(Form):
    name: Annotated[str, StringConstraints(min_length=1, max_length=60), AfterValidator(printable)]
    address: Annotated[str, StringConstraints(max_length=LONGEST)]
    events: Annotated[list[WebhookEvent], AfterValidator(_some)]
    transcripts: bool = False

    def wishes(self) -> Wishes:
        return Wishes(self.name, self.address, tuple(self.events), self.transcripts)


def add_to(routes: Routes) -> None:
    routes.page("GET", PATH, index, right=Right.WEBHOOKS)
    routes.page("GET", f"{PATH}/new", new, right=Right.WEBHOOKS)
    routes.page("POST", PATH, create, right=Right.WEBHOOKS)
    routes.page("GET", ONE, show, right=Right.WEBHOOKS)
    routes.page("POST", ONE, update, right=Right.WEBHOOKS)
    routes.page("POST", f"{ONE}/secret", create_secret, right=Right.WEBHOOKS)
    routes.page("POST", f"{ONE}/test", create_test, right=Right.WEBHOOKS)
    routes.page("POST", f"{ONE}/pause", create_pause, right=Right.WEBHOOKS)
    routes.page("POST", f"{ONE}/resumption", create_resumption, right=Right.WEBHOOKS)
    routes.page("POST", f"{ONE}/removal", create_removal, right=Right.WEBHOOKS)
    routes.page("POST", f"{DELIVERY}/attempt", create_attempt, right=Right.WEBHOOKS)
    routes.page("POST", f"{DELIVERY}/omission", create_omission, right=Right.WEBHOOKS)


async def index(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    async with desk.sessions() as session:
        house = await read_house(session, request, viewer, Right.WEBHOOKS)
        rows = await read_subscriptions(session, house)
        return await _sheet(desk, request, viewer, session, house, "webhooks.html", rows=rows)


async def new(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    async with desk.sessions() as session:
        house = await read_house(session, request, viewer, Right.WEBHOOKS)
        return await _new(desk, request, viewer, session, house, Filled({}, None, {}))


async def create(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    """The page that shows the secret is the only one that ever does."""
    filled = _read(desk, request)
    async with desk.sessions.begin() as session:
        house = await read_house(session, request, viewer, Right.WEBHOOKS)
        if filled.form is not None:
            try:
                subscription, secret = await add_subscription(
                    session, house.id, filled.form.wishes(), vault=desk.vault, by=_by(desk, viewer)
                )
                return await _secret(desk, request, viewer, session, house, subscription, secret)
            except TooMany:
                filled = refused(filled, name="webhook_too_many")
        return await _new(desk, request, viewer, session, house, filled, status=422)


async def show(desk: Desk, request: Request, viewer: Viewer, webhook_id: UUID) -> HTTPResponse:
    async with desk.sessions() as session:
        house, subscription = await _find(session, request, viewer, webhook_id)
        return await _one(desk, request, viewer, session, house, subscription, _filled(subscription))


async def update(desk: Desk, request: Request, viewer: Viewer, webhook_id: UUID) -> HTTPResponse:
    filled = _read(desk, request)
    async with desk.sessions.begin() as session:
        house, subscription = await _find(session, request, viewer, webhook_id)
        if filled.form is None:
            return await _one(desk, request, viewer, session, house, subscription, filled, status=422)
        await change_subscription(session, webhook_id, filled.form.wishes(), by=_by(desk, viewer))
    return saved(f"{PATH}/{webhook_id}", house)


async def create_secret(desk: Desk, request: Request, viewer: Viewer, webhook_id: UUID) -> HTTPResponse:
    async with desk.sessions.begin() as session:
        house, subscription = await _find(session, request, viewer, webhook_id)
        secret = await renew_secret(session, webhook_id, vault=desk.vault, by=_by(desk, viewer))
        return await _secret(desk, request, viewer, session, house, subscription, secret)


async def create_test(desk: Desk, request: Request, viewer: Viewer, webhook_id: UUID) -> HTTPResponse:
    return await _act(desk, request, viewer, send_test, webhook_id, anchor="#deliveries")


async def create_pause(desk: Desk, request: Request, viewer: Viewer, webhook_id: UUID) -> HTTPResponse:
    return await _act(desk, request, viewer, pause, webhook_id)


async def create_resumption(desk: Desk, request: Request, viewer: Viewer, webhook_id: UUID) -> HTTPResponse:
    return await _act(desk, request, viewer, resume, webhook_id)


async def create_removal(desk: Desk, request: Request, viewer: Viewer, webhook_id: UUID) -> HTTPResponse:
    return await _act(desk, request, viewer, remove_subscription, webhook_id, back=PATH)


async def create_attempt(
    desk: Desk, request: Request, viewer: Viewer, webhook_id: UUID, delivery_id: UUID
) -> HTTPResponse:
    return await _act(desk, request, viewer, send_now, webhook_id, delivery_id, anchor="#deliveries")


async def create_omission(
    desk: Desk, request: Request, viewer: Viewer, webhook_id: UUID, delivery_id: UUID
) -> HTTPResponse:
    return await _act(desk, request, viewer, skip, webhook_id, delivery_id, anchor="#deliveries")


async def _act(
    desk: Desk,
    request: Request,
    viewer: Viewer,
    act: Callable[..., Awaitable[None]],
    webhook_id: UUID,
    *delivery: UUID,
    back: str | None = None,
    anchor: str = "",
) -> HTTPResponse:
    """`back`: where it leads afterwards, if not to the webhook."""
    async with desk.sessions.begin() as session:
        house, _ = await _find(session, request, viewer, webhook_id)
        await act(session, webhook_id, *delivery, by=_by(desk, viewer))
    return saved(back or f"{PATH}/{webhook_id}", house, anchor)


def _read(desk: Desk, request: Request) -> Filled[WebhookForm]:
    """Only where the desk itself isn't reached by https, in a demonstration, may the machine itself be called."""
    filled = read_form(request, WebhookForm)
    problem = problem_of(filled.given["address"], itself=not desk.is_secure)
    return filled if problem is None or "address" in filled.problems else refused(filled, address=problem)


def _by(desk: Desk, viewer: Viewer) -> By:
    return By(viewer.user, desk.clock())


async def _find(
    session: AsyncSession, request: Request, viewer: Viewer, webhook_id: UUID
) -> tuple[House, WebhookSubscription]:
    """Raises NotFound."""
    subscription = await session.scalar(select(WebhookSubscription).where(WebhookSubscription.id == webhook_id))
    if subscription is None:
        raise NotFound("no such webhook")
    house = await read_house(session, request, viewer, Right.WEBHOOKS, institution_id=subscription.institution_id)
    return house, subscription


def _filled(subscription: WebhookSubscription) -> Filled[WebhookForm]:
    given = {
        "name": subscription.name,
        "address": subscription.address,
        "events": subscription.events,
        "transcripts": "yes" if subscription.transcripts else "",
    }
    return Filled(given, None, {})


async def _new(
    desk: Desk,
    request: Request,
    viewer: Viewer,
    session: AsyncSession,
    house: House,
    filled: Filled[WebhookForm],
    *,
    status: int = 200,
) -> HTTPResponse:
    return await _sheet(desk, request, viewer, session, house, "webhook_new.html", status=status, filled=filled)


async def _one(
    desk: Desk,
    request: Request,
    viewer: Viewer,
    session: AsyncSession,
    house: House,
    subscription: WebhookSubscription,
    filled: Filled[WebhookForm],
    *,
    status: int = 200,
) -> HTTPResponse:
    wanted = wanted_of(request)
    return await _sheet(
        desk,
        request,
        viewer,
        session,
        house,
        "webhook.html",
        status=status,
        filled=filled,
        subscription=subscription,
        deliveries=await read_deliveries(session, subscription, wanted, before=before_of(request)),
        wanted=wanted,
        filters=FILTERS,
        here=f"{PATH}/{subscription.id}",
    )


async def _secret(
    desk: Desk,
    request: Request,
    viewer: Viewer,
    session: AsyncSession,
    house: House,
    subscription: WebhookSubscription,
    secret: str,
) -> HTTPResponse:
    here = f"{PATH}/{subscription.id}"
    answer = await _sheet(
        desk,
        request,
        viewer,
        session,
        house,
        "webhook_secret.html",
        subscription=subscription,
        secret=secret,
        here=here,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


async def _sheet(
    desk: Desk,
    request: Request,
    viewer: Viewer,
    session: AsyncSession,
    house: House,
    template: str,
    *,
    status: int = 200,
    **values: Any,
) -> HTTPResponse:
    more = {"path": PATH, "kinds": EVENTS, "check": CHECK} | values
    return await sheet(desk, request, viewer, session, house, "webhooks", template, status=status, **more)

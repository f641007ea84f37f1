"""WhatsApp's callback: verified, written down, acknowledged; everything else happens later."""

import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from sanic import Blueprint, Request
from sanic.response import HTTPResponse, empty, text

from handoff.clock import Clock
from handoff.failpoints import failpoint
from handoff.intake import AWAY, Intake
from handoff.intake.hearing import Webhook
from handoff.metrics import WEBHOOK_SECONDS, WEBHOOKS
from handoff.realtime import Realtime
from handoff.settings import Settings
from handoff.whatsapp.envelope import parse_delivery
from handoff.whatsapp.inbound import Delivery

log = structlog.get_logger()

# Meta sends up to 3 MB (contract, §2.4).
LARGEST_BODY = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """`code` is the HTTP status; anything but 200 makes Meta repeat the webhook. `touched`: conversations with news."""

    code: int
    touched: frozenset[UUID] = frozenset()


def webhook(settings: Settings, *, intake: Intake, realtime: Realtime, clock: Clock) -> Blueprint:
    blueprint = Blueprint("whatsapp", url_prefix="/webhooks/whatsapp")
    verify_token = settings.whatsapp_verify_token.get_secret_value()

    @blueprint.get("/")
    async def verify(request: Request) -> HTTPResponse:
        """Meta asks once, when the callback is set up (contract, §2.1)."""
        token = request.args.get("hub.verify_token", "")
        if request.args.get("hub.mode") == "subscribe" and hmac.compare_digest(token.encode(), verify_token.encode()):
            return text(request.args.get("hub.challenge", ""))
        return empty(403)

    @blueprint.post("/")
    async def receive(request: Request) -> HTTPResponse:
        signature = request.headers.get("x-hub-signature-256")
        with WEBHOOK_SECONDS.time():
            done = await acknowledge(request.body, signature, intake=intake, now=clock())
        WEBHOOKS.labels(done.code).inc()
        await realtime.publish(done.touched)
        return empty(done.code)

    return blueprint


async def acknowledge(body: bytes, signature: str | None, *, intake: Intake, now: datetime) -> Acknowledgement:
    """Stores a webhook, if it is Meta's, and says how to answer it."""
    try:
        numbers = await intake.numbers.verified(body, signature)
        if numbers is None:
            log.warning("webhook with a wrong signature")
            return Acknowledgement(401)
        delivery = _read(body)
        if delivery is None:
            return Acknowledgement(400)
        touched = frozenset(await intake.receive(Webhook(delivery, numbers, now)))
        failpoint("webhook.stored")
        return Acknowledgement(200, touched)
    except AWAY as error:
        log.error("webhook not stored, Meta will repeat it", error=type(error).__name__)
        return Acknowledgement(503)


def _read(body: bytes) -> Delivery | None:
    try:
        return parse_delivery(json.loads(body))
    except (ValueError, RecursionError):
        return None

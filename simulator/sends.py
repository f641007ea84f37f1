"""An outbound message from the institution: checked, accepted, put on the customer's phone, or failing later."""

import re
from typing import Any

from simulator import media, statuses, templates
from simulator.bubbles import Bubble
from simulator.checks import check
from simulator.customers import Customer
from simulator.errors import Refusal
from simulator.faults import Fault
from simulator.looks import attached, look
from simulator.meta import Meta
from simulator.settings import BusinessNumber
from simulator.template import Template

PHONE = re.compile(r"\+?[0-9]{7,15}")
USER = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")


def recipient(meta: Meta, number: BusinessNumber, body: dict[str, Any]) -> Customer:
    """Whom a send is for, by `to` or `recipient` (`to` wins). Raises Refusal 131008, 131009, 131021."""
    to, user = body.get("to"), body.get("recipient")
    if to is None and user is None:
        raise Refusal(131008, "Parameter to or recipient is required.")
    if to is None:
        if not isinstance(user, str) or not USER.fullmatch(user):
            raise Refusal(131009, "Parameter recipient is not a business-scoped user id.")
        return meta.world.addressed(user)
    if not isinstance(to, str) or not PHONE.fullmatch(to):
        raise Refusal(131009, "Parameter to is not a phone number with country code.")
    if not to.startswith("+"):
        meta.world.counters.add("to_without_plus")
    if to.lstrip("+") == number.display:
        raise Refusal(131021, "Recipient phone number cannot be the sender phone number.")
    return meta.world.addressed(to.lstrip("+"))


def accept(meta: Meta, number: BusinessNumber, customer: Customer, body: dict[str, Any]) -> tuple[Bubble, Fault | None]:
    """Raises Refusal. The fault, if any, tells how the answer shall go wrong."""
    check(body)
    template = _template(meta, number, body)
    _check_files(meta, body)
    _check_target(meta, customer, body)
    modes, at = meta.world.modes, meta.world.clock.unix()
    if modes.limits:
        meta.world.buckets.outbound(number.phone_number_id, customer.id, at=at, scale=modes.limits_scale)
    fault = meta.world.faults.take(customer.id)
    if fault is not None and fault.kind == "error":
        raise Refusal(fault.code, "This error was ordered through the control API.")
    bubble = _bubble(meta, number, customer, body, template)
    if fault is None or fault.accept:
        _take(meta, bubble, fault)
    return bubble, fault


def _take(meta: Meta, bubble: Bubble, fault: Fault | None) -> None:
    world = meta.world
    bubble.code = _reason_to_fail(meta, bubble)
    if bubble.code is None and fault is not None and fault.kind == "late":
        bubble.code = fault.code
    world.counters.add("sends")
    if bubble.type == "reaction" and bubble.code is None:
        _react(meta, bubble)
    world.add(bubble)
    (statuses.schedule if bubble.code is None else statuses.schedule_failure)(meta, bubble)


def _reason_to_fail(meta: Meta, bubble: Bubble) -> int | None:
    customer = meta.owner(bubble)
    if not customer.on_whatsapp:
        return 131026
    if bubble.category == "marketing" and not customer.takes_marketing:
        return 131050
    if bubble.type != "template" and not meta.world.threads[customer.id].window_open(bubble.number, bubble.at):
        return 131047
    return None


def _bubble(
    meta: Meta, number: BusinessNumber, customer: Customer, body: dict[str, Any], template: Template | None
) -> Bubble:
    kind = body.get("type", "text")
    return Bubble(
        wamid=meta.world.ids.message(),
        customer=customer.id,
        number=number.phone_number_id,
        outbound=True,
        type=kind,
        look=templates.look(template, body["template"]) if template else look(body),
        payload=body,
        at=meta.world.clock.unix(),
        seq=meta.world.next_seq(),
        quoted=body.get("context", {}).get("message_id"),
        opaque=body.get("biz_opaque_callback_data"),
        category=template.category.lower() if template else "service",
    )


def _template(meta: Meta, number: BusinessNumber, body: dict[str, Any]) -> Template | None:
    if body.get("type") != "template":
        return None
    return templates.sendable(meta.world, number.waba_id, body["template"])


def _check_files(meta: Meta, body: dict[str, Any]) -> None:
    """A media id must be known and of a fitting type, also in a header."""
    for kind, file in attached(body):
        if "id" not in file:
            continue
        if not isinstance(file["id"], str):
            raise Refusal(131009, f"Parameter {kind}.id must be a string.")
        medium = media.find(meta.world, file["id"])
        if media.kind_of(medium.mime) != kind and kind != "document":
            raise Refusal(131053, f"The media type {medium.mime} cannot be sent as {kind}.")


def _check_target(meta: Meta, customer: Customer, body: dict[str, Any]) -> None:
    if body.get("type") != "reaction":
        return
    target = meta.world.bubbles.get(body["reaction"]["message_id"])
    if target is None or target.customer != customer.id:
        raise Refusal(131009, "Parameter reaction.message_id names no message of this conversation.")


def _react(meta: Meta, bubble: Bubble) -> None:
    reaction = bubble.payload["reaction"]
    target = meta.world.bubbles[reaction["message_id"]]
    target.reactions["institution"] = reaction["emoji"]
    if not reaction["emoji"]:
        del target.reactions["institution"]
    meta.world.change(target)

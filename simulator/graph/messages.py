"""POST /{phone_number_id}/messages: sends, and read receipts with or without the typing indicator."""

import asyncio
from asyncio import WriteTransport
from typing import Any, cast

from sanic import Request
from sanic.response import HTTPResponse, json

from simulator import receipts, sends
from simulator.customers import Customer
from simulator.errors import Refusal
from simulator.faults import Fault
from simulator.graph.body import read
from simulator.meta import Meta


async def create(request: Request, version: str, key: str) -> HTTPResponse:
    meta: Meta = request.app.ctx.meta
    number = meta.world.number(key)
    body = read(request)
    if body.get("status") is not None:
        receipts.take(meta, number, body)
        return json({"success": True})
    customer = sends.recipient(meta, number, body)
    bubble, fault = sends.accept(meta, number, customer, body)
    if fault is not None and fault.kind in ("drop", "stall"):
        await _spoil(request, fault)
        if not fault.accept:
            raise Refusal(131000, "This message was lost, as ordered through the control API.")
    return json(_answer(body, customer, bubble.wamid))


async def _spoil(request: Request, fault: Fault) -> None:
    await asyncio.sleep(fault.seconds)
    if fault.kind == "drop" and request.transport is not None:
        cast(WriteTransport, request.transport).abort()


def _answer(body: dict[str, Any], customer: Customer, wamid: str) -> dict[str, Any]:
    contact = {"input": body["to"], "wa_id": customer.wa_id} if "to" in body else {}
    contact = contact or {"input": body["recipient"], "user_id": customer.user_id}
    message = {"id": wamid} | ({"message_status": "accepted"} if body.get("type") == "template" else {})
    return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [message]}

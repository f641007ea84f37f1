"""The OpenAPI document, made of the definitions that check the input."""

from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import models_json_schema

from handoff.api.operations import ALL, OPERATIONS, Described
from handoff.api.problems import CONTENT_TYPE, Kind
from handoff.api.shapes import Batch, Counts, ProblemDocument, RecordEntry, RecordValues, StoredRecord
from handoff.models import WebhookEvent
from handoff.records import CustomerNumber
from handoff.webhooks import AppointmentTold, CallbackTold, ConversationClosed, Tested, shape_of

REF = "#/components/schemas/{model}"
LEAD = (
    "The core banking system keeps the persons whom Schalter's desk assigns chats to: who they are, and whose advisor"
    " looks after them. Never account data: fields and values that look like them are refused."
)

WEBHOOK_LEAD = (
    "Schalter sends this to the addresses that the administration names, signed by the Standard Webhooks scheme"
    " (standardwebhooks.com). Each event waits until the one before was answered with a status from 200 to 299."
)
# What happened, in a line.
TOLD = {
    WebhookEvent.CONVERSATION_CLOSED: "A chat has ended",
    WebhookEvent.CALLBACK_CREATED: "A customer is to be called",
    WebhookEvent.CALLBACK_CHANGED: "He is to be called at another time, by another team, or once more",
    WebhookEvent.CALLBACK_DONE: "The call is done",
    WebhookEvent.CALLBACK_CANCELLED: "He isn't to be called any more",
    WebhookEvent.APPOINTMENT_BOOKED: "An appointment is booked",
    WebhookEvent.APPOINTMENT_MOVED: "It has another time, advisor or kind",
    WebhookEvent.APPOINTMENT_CANCELLED: "It is cancelled",
    WebhookEvent.TEST: "Somebody tries whether events arrive",
}
HEADERS = {
    "webhook-id": "The event's id, the same in each attempt: an event that comes twice is known by it.",
    "webhook-timestamp": "When this attempt was made, in seconds since 1970. Refuse what is older than five minutes.",
    "webhook-signature": "One or, for a day after the secret was renewed, two signatures, each v1 and base64 of"
    " HMAC-SHA256 over id, timestamp and body, joined by full stops.",
}


def openapi() -> dict[str, Any]:
    paths: dict[str, dict[str, Any]] = {}
    for one in OPERATIONS:
        paths.setdefault(one.path, {"parameters": _parameters(one.path)})[one.method.lower()] = _operation(one)
    shapes = [(shape, "validation") for shape in (RecordValues, RecordEntry, Batch)]
    told = (ConversationClosed, CallbackTold, AppointmentTold, Tested)
    answers = [(shape, "serialization") for shape in (StoredRecord, Counts, ProblemDocument, *told)]
    _, definitions = models_json_schema([*shapes, *answers], ref_template=REF)  # type: ignore[list-item]
    return {
        "openapi": "3.1.0",
        "info": {"title": "Schalter: customer file and webhooks", "version": "1", "description": LEAD},
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": paths,
        "webhooks": {event.value: _webhook(event) for event in WebhookEvent},
        "components": {
            "schemas": definitions["$defs"],
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Made and withdrawn in the administration, one institution's alone, shown once.",
                }
            },
        },
    }


def _webhook(event: WebhookEvent) -> dict[str, Any]:
    schema = {"$ref": REF.format(model=shape_of(event).__name__)}
    headers = [
        {"name": name, "in": "header", "required": True, "description": says, "schema": {"type": "string"}}
        for name, says in HEADERS.items()
    ]
    told = {
        "operationId": "told" + "".join(part.title() for part in event.value.split(".")),
        "summary": TOLD[event],
        "description": WEBHOOK_LEAD,
        "security": [],
        "parameters": headers,
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {
            "2XX": {"description": "It has arrived. What the answer says isn't read."},
            "410": {"description": "Nothing more is wished for: the webhook pauses."},
            "default": {"description": "It is sent again, 429 and 503 not before their Retry-After."},
        },
    }
    return {"post": told}


def _parameters(path: str) -> list[dict[str, Any]]:
    slug = {"type": "string", "description": "The institution's short name."}
    named = {"slug": slug} | ({} if path == ALL else {"customer_number": TypeAdapter(CustomerNumber).json_schema()})
    return [{"name": name, "in": "path", "required": True, "schema": schema} for name, schema in named.items()]


def _operation(one: Described) -> dict[str, Any]:
    answers = {
        str(status): _answer(says, shape.__name__ if shape else None) for status, (says, shape) in one.answers.items()
    }
    told: dict[str, Any] = {
        "operationId": one.name,
        "summary": one.summary,
        "description": one.description,
        "responses": answers | {str(kind.status): _problem(kind) for kind in one.problems},
    }
    if one.body is not None:
        schema = {"$ref": REF.format(model=one.body.__name__)}
        told["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return told


def _answer(says: str, model: str | None) -> dict[str, Any]:
    if model is None:
        return {"description": says}
    return {"description": says, "content": {"application/json": {"schema": {"$ref": REF.format(model=model)}}}}


def _problem(kind: Kind) -> dict[str, Any]:
    schema = {"$ref": REF.format(model=ProblemDocument.__name__)}
    return {"description": f"{kind.title}: {kind.detail}", "content": {CONTENT_TYPE: {"schema": schema}}}

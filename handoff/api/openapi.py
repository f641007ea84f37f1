"""The OpenAPI document, made of the definitions that check the input."""

from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import models_json_schema

from handoff.api.operations import ALL, OPERATIONS, Described
from handoff.api.problems import CONTENT_TYPE, Kind
from handoff.api.shapes import Batch, Counts, ProblemDocument, RecordEntry, RecordValues, StoredRecord
from handoff.records import CustomerNumber

REF = "#/components/schemas/{model}"
LEAD = (
    "The core banking system keeps the persons whom Schalter's desk assigns chats to: who they are, and whose advisor"
    " looks after them. Never account data: fields and values that look like them are refused."
)


def openapi() -> dict[str, Any]:
    paths: dict[str, dict[str, Any]] = {}
    for one in OPERATIONS:
        paths.setdefault(one.path, {"parameters": _parameters(one.path)})[one.method.lower()] = _operation(one)
    shapes = [(shape, "validation") for shape in (RecordValues, RecordEntry, Batch)]
    answers = [(shape, "serialization") for shape in (StoredRecord, Counts, ProblemDocument)]
    _, definitions = models_json_schema([*shapes, *answers], ref_template=REF)  # type: ignore[list-item]
    return {
        "openapi": "3.1.0",
        "info": {"title": "Schalter: customer file", "version": "1", "description": LEAD},
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": paths,
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

"""The same as a page for people, without anything from elsewhere."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from handoff.api.openapi import HEADERS, TOLD, WEBHOOK_LEAD
from handoff.api.operations import OPERATIONS
from handoff.api.problems import KINDS
from handoff.webhooks import CHECK, shape_of

HERE = Path(__file__).parent
CURL = """curl -X PUT {base}/api/v1/institutions/musterstadt/records/1004711 \\
  -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\
  -d '{{"name": "Mara Muster", "title": "Frau Dr.", "city": "Musterstadt", "advisor": "muster"}}'"""


def manual(document: dict[str, Any], *, base_url: str) -> str:
    """As HTML. `document`: what `openapi()` gives."""
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    schemas = document["components"]["schemas"]
    return environment.get_template("manual.html").render(
        document=document,
        operations=OPERATIONS,
        fields={name: _fields(schemas[name]) for name in schemas},
        kinds=KINDS,
        curl=CURL.format(base=base_url),
        told=[(event.value, says, shape_of(event).__name__) for event, says in TOLD.items()],
        told_lead=WEBHOOK_LEAD,
        headers=HEADERS,
        check=CHECK,
    )


def _fields(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Name, kind in words, whether it must be there, and what it means."""
    needed = schema.get("required", [])
    return [
        {
            "name": name,
            "kind": _kind(one),
            "is_needed": name in needed,
            "description": one.get("description", ""),
            "example": next(iter(one.get("examples", ())), None),
        }
        for name, one in schema.get("properties", {}).items()
    ]


def _kind(one: dict[str, Any]) -> str:
    if "$ref" in one:
        return str(one["$ref"].rpartition("/")[2])
    if "anyOf" in one:
        return " or ".join(_kind(part) for part in one["anyOf"] if part.get("type") != "null")
    if one.get("type") == "array":
        return (
            f"list of {_kind(one['items'])}, {one['minItems']} to {one['maxItems']}"
            if "maxItems" in one
            else (f"list of {_kind(one['items'])}")
        )
    if "enum" in one:
        return " or ".join(one["enum"])
    if "const" in one:
        return str(one["const"])
    most = f", at most {one['maxLength']} characters" if "maxLength" in one else ""
    return f"{one.get('format') or one.get('type', '')}{most}"

"""The same as a page for people, without anything from elsewhere."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from handoff.api.operations import OPERATIONS
from handoff.api.problems import KINDS

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
        for name, one in schema["properties"].items()
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
    most = f", at most {one['maxLength']} characters" if "maxLength" in one else ""
    return f"{one.get('format') or one.get('type', '')}{most}"

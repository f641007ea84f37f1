"""Reading one field of a request: there, of the right kind, not too long. ``path`` names it in the details."""

from collections.abc import Sequence
from typing import Any

from simulator.errors import Refusal


def words(body: dict[str, Any], name: str, *, limit: int = 4096, path: str = "", optional: bool = False) -> str:
    """A text of 1 to ``limit`` code points."""
    value = body.get(name)
    if value is None and optional:
        return ""
    if value is None:
        raise Refusal(131008, f"Parameter {_full(path, name)} is required.")
    if not isinstance(value, str) or not value.strip():
        raise Refusal(131009, f"Parameter {_full(path, name)} must be a non-empty string.")
    if len(value) > limit:
        raise Refusal(131009, f"Parameter {_full(path, name)} has {len(value)} characters, at most {limit} allowed.")
    return value


def object_at(body: dict[str, Any], name: str, *, path: str = "") -> dict[str, Any]:
    value = body.get(name)
    if value is None:
        raise Refusal(131008, f"Parameter {_full(path, name)} is required.")
    if not isinstance(value, dict):
        raise Refusal(100, f"Parameter {_full(path, name)} must be a JSON object.")
    return value


def objects_at(body: dict[str, Any], name: str, *, most: int, path: str = "", least: int = 1) -> list[dict[str, Any]]:
    value = body.get(name)
    if value is None and least:
        raise Refusal(131008, f"Parameter {_full(path, name)} is required.")
    if not isinstance(value or [], list) or not all(isinstance(entry, dict) for entry in value or []):
        raise Refusal(100, f"Parameter {_full(path, name)} must be a JSON array of objects.")
    if not least <= len(value or []) <= most:
        raise Refusal(131009, f"Parameter {_full(path, name)} must have between {least} and {most} entries.")
    return value or []


def choice(body: dict[str, Any], name: str, allowed: Sequence[str], *, path: str = "", optional: bool = False) -> str:
    value = body.get(name)
    if value is None and optional:
        return ""
    if value not in allowed:
        raise Refusal(100, f"Param {_full(path, name)} must be one of {', '.join(allowed)}.")
    return str(value)


def degrees(body: dict[str, Any], name: str, *, most: float) -> None:
    try:
        value = float(body[name])
    except (KeyError, TypeError, ValueError) as error:
        raise Refusal(131009, f"Parameter location.{name} is required and must be a number.") from error
    if abs(value) > most:
        raise Refusal(131009, f"Parameter location.{name} must lie between -{most:g} and {most:g}.")


def unique(values: Sequence[str], *, path: str) -> None:
    if len(set(values)) < len(values):
        raise Refusal(131009, f"Duplicate {path}: every one must be unique.")


def web_address(value: str, *, path: str) -> None:
    if not value.startswith(("https://", "http://")):
        raise Refusal(131009, f"Parameter {path} must be an http(s) URL.")


def _full(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name

"""The JSON body of a Graph call."""

from json import loads
from typing import Any

from sanic import Request

from simulator.errors import Refusal


def read(request: Request) -> dict[str, Any]:
    """Raises Refusal 100."""
    try:
        body = loads(request.body)
    except ValueError as error:
        raise Refusal(100, "The request body is not valid JSON.") from error
    if not isinstance(body, dict):
        raise Refusal(100, "The request body must be a JSON object.")
    return body

"""The JSON body of a control call; none is an empty object."""

from json import loads
from typing import Any

from sanic import Request

from simulator.errors import Impossible


def read(request: Request) -> dict[str, Any]:
    """Raises Impossible."""
    try:
        body = loads(request.body or b"{}")
    except ValueError as error:
        raise Impossible("The request body is not valid JSON.", 400) from error
    if not isinstance(body, dict):
        raise Impossible("The request body must be a JSON object.", 400)
    return body


def seconds(request: Request, name: str, *, most: float) -> float:
    try:
        return min(max(float(request.args.get(name, "0")), 0.0), most)
    except ValueError as error:
        raise Impossible(f"{name} must be a number of seconds.", 400) from error


def place(request: Request, name: str) -> int:
    text = request.args.get(name, "0")
    if not text.isdigit():
        raise Impossible(f"{name} must be a number that an earlier answer gave.", 400)
    return int(text)

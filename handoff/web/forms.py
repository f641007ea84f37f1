"""What a form brings."""

from sanic import Request


def field_of(request: Request, name: str) -> str:
    """Empty if it isn't there."""
    return str(request.form.get(name) or "") if request.form else ""

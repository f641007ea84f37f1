"""What a form brings."""

from sanic import Request


def field_of(request: Request, name: str) -> str:
    """Empty if it isn't there. Without NUL, which PostgreSQL's texts can't hold."""
    return str(request.form.get(name) or "").replace("\x00", "") if request.form else ""

"""Turbo Stream elements: what a browser is to do with a piece of HTML."""

import re
from html import escape

# What ends a line for browsers; a lone CR does too.
LINE_END = re.compile(r"\r\n|\r|\n")


def action(name: str, target: str, html: str = "", *, morph: bool = False) -> str:
    """`html` is rendered already; `morph` changes only what differs, so that focus and scroll stay."""
    method = ' method="morph"' if morph else ""
    head = f'<turbo-stream action="{escape(name)}" target="{escape(target)}"{method}>'
    return f"{head}<template>{html}</template></turbo-stream>"


def as_event(streams: list[str]) -> str:
    """One server-sent event; its lines are the lines of the HTML."""
    lines = LINE_END.split("\n".join(streams))
    return "".join(f"data: {line}\n" for line in lines) + "\n"

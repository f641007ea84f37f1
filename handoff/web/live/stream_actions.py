"""Turbo Stream elements: what a browser is to do with a piece of HTML."""

import re
from datetime import datetime
from html import escape

# What ends a line for browsers; a lone CR does too.
LINE_END = re.compile(r"\r\n|\r|\n")


def action(name: str, target: str, html: str = "", *, morph: bool = False) -> str:
    """`html` is rendered already; `morph` changes only what differs, so that focus and scroll stay."""
    method = ' method="morph"' if morph else ""
    head = f'<turbo-stream action="{escape(name)}" target="{escape(target)}"{method}>'
    return f"{head}<template>{html}</template></turbo-stream>"


def as_event(streams: list[str], *, now: datetime) -> str:
    """One server-sent event; its lines are the lines of the HTML.

    Without streams it is a beat: the page hears that the connection is there, and Turbo hears nothing. Browsers don't
    tell of an event without any data.

    A browser that lost the connection says with `Last-Event-ID` when it last heard from us (`heard_at`).
    """
    head = f": here\nid: {now.isoformat()}\n"
    if not streams:
        return f"{head}event: beat\ndata:\n\n"
    return head + "".join(f"data: {line}\n" for line in LINE_END.split("\n".join(streams))) + "\n"


def heard_at(last_event_id: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(last_event_id or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None

"""WhatsApp's own markup in bodies: *bold*, _italic_, ~struck~ (contract, §7)."""

import re

from markupsafe import Markup, escape
from sqlalchemy import ColumnElement, func

_MARKS = (
    (re.compile(r"(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])"), r"<strong>\1</strong>"),
    (re.compile(r"(?<![\w_])_(\S(?:[^_\n]*\S)?)_(?![\w_])"), r"<em>\1</em>"),
    (re.compile(r"(?<![\w~])~(\S(?:[^~\n]*\S)?)~(?![\w~])"), r"<s>\1</s>"),
)
# Most bodies have none, and a page of lists has a hundred of them.
_ANY = re.compile("[*_~]")


def formatted(body: str) -> Markup:
    """Escaped first, so nothing but these three elements can come of it."""
    written = str(escape(body))
    for mark, element in _MARKS:
        written = mark.sub(element, written)
    return Markup(written)


def unmarked(body: str) -> str:
    """The same words without their marks: for a line that shows no formatting."""
    if not _ANY.search(body):
        return body
    for mark, _ in _MARKS:
        body = mark.sub(r"\1", body)
    return body


def without_marks(body: ColumnElement[str]) -> ColumnElement[str]:
    """`unmarked` by PostgreSQL, which reads these expressions alike."""
    for mark, _ in _MARKS:
        body = func.regexp_replace(body, mark.pattern, r"\1", "g")
    return body

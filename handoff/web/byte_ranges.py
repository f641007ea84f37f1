"""Pieces of a file, as players ask for them to jump about in it (RFC 9110, §14): one piece at a time."""

import re
from dataclasses import dataclass

from sanic import Request

from handoff.errors import HandoffError

# Both numbers together, or one of them: from there on, or the last so many.
ASKED = re.compile(r"bytes[ \t]*=[ \t]*([0-9]{0,18})-([0-9]{0,18})[ \t]*", re.IGNORECASE | re.ASCII)


class BeyondTheEnd(HandoffError):
    """The piece begins where the file has ended already, or is empty: 416."""


@dataclass(frozen=True, slots=True)
class Piece:
    """From byte `start` on, `length` of them; of a file of `whole` bytes."""

    start: int
    length: int
    whole: int

    @property
    def content_range(self) -> str:
        return f"bytes {self.start}-{self.start + self.length - 1}/{self.whole}"


def asked_piece(request: Request, *, whole: int, tag: str | None) -> Piece | None:
    """None where all is to be sent: nothing else was asked for, or several pieces, or of a file that has changed since.

    `tag`: the file's ETag. Raises BeyondTheEnd.
    """
    found = ASKED.fullmatch(request.headers.get("range", "").strip())
    known = request.headers.get("if-range")
    if found is None or (known is not None and known.strip() != tag):
        return None
    first, last = found.groups()
    if not first and not last:
        return None
    if first and last and int(last) < int(first):
        return None
    start = int(first) if first else max(whole - int(last), 0)
    end = min(int(last) + 1, whole) if first and last else whole
    if start >= end:
        raise BeyondTheEnd("no such piece")
    return Piece(start, end - start, whole)

"""A file on Meta's side: what is known about it. Its content lies on the shelf."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Medium:
    id: str
    mime: str
    sha256: str
    size: int
    expires: float
    filename: str | None = None

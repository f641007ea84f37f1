"""A message as the inbox takes it: guarded, and written down by the webhook."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Pending:
    """`content`: what the kind has beyond its text. `guarded`: kinds of what the guard masked. `sent_at`: by Meta."""

    id: int
    kind: str
    body: str
    content: dict[str, Any]
    guarded: list[str]
    sent_at: datetime

"""One bubble in a customer's thread, sent by the institution (``outbound``) or by the customer."""

import time
from dataclasses import dataclass, field
from typing import Any

LADDER = ("accepted", "sent", "delivered", "read", "played")


@dataclass(slots=True)
class Bubble:
    """``seq`` is the place in the thread, ``changed`` the number of the last change to it, both from one counter.

    ``at`` is Unix seconds on the simulated clock, ``real`` on the system's. ``look`` is what the phone draws,
    ``payload`` the message object as it went over the wire. An inbound bubble is `sent` until the webhook
    answered 200; an outbound one with a ``code`` fails, or is about to.
    """

    wamid: str
    customer: str
    number: str
    outbound: bool
    type: str
    look: dict[str, Any]
    payload: dict[str, Any]
    at: float
    seq: int
    changed: int = 0
    real: float = field(default_factory=time.time)
    status: str = "accepted"
    code: int | None = None
    quoted: str | None = None
    opaque: str | None = None
    category: str = "service"
    reactions: dict[str, str] = field(default_factory=dict)
    edited: bool = False
    revoked: bool = False

    def climb(self, status: str) -> bool:
        """Whether the status rose; a late one never moves a bubble back."""
        if self.status == "failed" or LADDER.index(status) <= LADDER.index(self.status):
            return False
        self.status = status
        return True

    def shown(self) -> dict[str, Any]:
        """For writing down at once: shares its parts with the bubble, as copying them would cost more than the rest."""
        return {name: getattr(self, name) for name in self.__slots__}

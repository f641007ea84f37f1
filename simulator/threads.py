"""A customer's thread with all institutions: bubbles in order, who is typing, how long each service window is open."""

from collections import deque
from dataclasses import dataclass, field

from simulator.bubbles import Bubble

WINDOW = 24 * 3600
KEPT = 1000
"""Bubbles remembered a thread; older ones fall off, so that days of load stay in memory."""


@dataclass(slots=True)
class Thread:
    bubbles: deque[Bubble] = field(default_factory=deque)
    last_inbound: dict[str, float] = field(default_factory=dict)
    typing_until: dict[str, float] = field(default_factory=dict)
    reads: int = 0
    changed: int = 0

    def add(self, bubble: Bubble) -> Bubble | None:
        """Returns the bubble that fell off the far end, if one did."""
        self.bubbles.append(bubble)
        self.changed = max(self.changed, bubble.changed)
        if bubble.outbound:
            self.typing_until.pop(bubble.number, None)
        else:
            self.last_inbound[bubble.number] = bubble.at
        return self.bubbles.popleft() if len(self.bubbles) > KEPT else None

    def window_open(self, number: str, at: float) -> bool:
        return at - self.last_inbound.get(number, float("-inf")) < WINDOW

    def typing(self, at: float) -> list[str]:
        return [number for number, until in self.typing_until.items() if until > at]

    def after(self, seq: int, *, changes: bool = False) -> list[Bubble]:
        """Bubbles placed, or with ``changes`` touched, after this number."""
        if changes:
            return [bubble for bubble in self.bubbles if bubble.changed > seq] if self.changed > seq else []
        later = []
        for bubble in reversed(self.bubbles):
            if bubble.seq <= seq:
                break
            later.append(bubble)
        return later[::-1]

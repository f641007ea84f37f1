"""Updates waiting for their time, and those whose time has come, in an order that can be disturbed."""

from collections import deque
from heapq import heappop, heappush
from random import Random

from simulator.envelope import Update

MOST = 1000
"""Updates in one POST at most (contract, section 2.4)."""
STATUSES = 100


class Queue:
    def __init__(self) -> None:
        self._later: list[tuple[float, int, Update]] = []
        self._statuses: deque[Update] = deque()
        self._others: deque[Update] = deque()
        self._raw: deque[Update] = deque()

    def __len__(self) -> int:
        return len(self._later) + len(self._statuses) + len(self._others) + len(self._raw)

    def add(self, update: Update, *, at: float) -> None:
        """``at`` is the event loop's time."""
        heappush(self._later, (at, update.key, update))

    def due(self) -> float | None:
        """When the next one is due; 0 if one already is."""
        if self._statuses or self._others or self._raw:
            return 0.0
        return self._later[0][0] if self._later else None

    def take(self, now: float, *, order: str, batch: int, random: Random) -> list[Update]:
        """What goes into the next POST; something must be due."""
        while self._later and self._later[0][0] <= now:
            self._ready(heappop(self._later)[2])
        if self._raw:
            return [self._raw.popleft()]
        first = self._pick(order, random)
        most = min(batch, MOST) if batch > 1 else STATUSES if first.part == "statuses" else 1
        return [first, *self._more(most, order, random, mixed=batch > 1)]

    def _ready(self, update: Update) -> None:
        if update.raw is not None:
            self._raw.append(update)
        else:
            (self._statuses if update.part == "statuses" else self._others).append(update)

    def _more(self, most: int, order: str, random: Random, *, mixed: bool) -> list[Update]:
        more: list[Update] = []
        while len(more) + 1 < most and (self._statuses or (mixed and self._others)):
            more.append(self._pick(order, random) if mixed else _taken(self._statuses, order, random))
        return more

    def _pick(self, order: str, random: Random) -> Update:
        if not self._others:
            return _taken(self._statuses, order, random)
        if not self._statuses or self._others[0].key < self._statuses[0].key:
            return _taken(self._others, order, random)
        return _taken(self._statuses, order, random)


def _taken(updates: deque[Update], order: str, random: Random) -> Update:
    index = {"fifo": 0, "reversed": len(updates) - 1}.get(order)
    index = random.randrange(len(updates)) if index is None else index
    update = updates[index]
    del updates[index]
    return update

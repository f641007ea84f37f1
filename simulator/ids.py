"""Identifiers in Meta's shapes, drawn from the seed: the same seed and the same acts give the same ids.

Numbers are reserved in blocks on the shelf, so a restart goes on behind the last block and never repeats an id."""

from base64 import urlsafe_b64encode
from collections import Counter
from hashlib import sha256

from simulator.shelf import Shelf

BLOCK = 1000


class Ids:
    def __init__(self, seed: str, shelf: Shelf) -> None:
        self._seed = seed
        self._shelf = shelf
        self._reserved: Counter[str] = Counter(dict(shelf.rows("ids")))
        self._last = self._reserved.copy()

    def number(self, kind: str = "order") -> int:
        """Rises with every call, over restarts too; the order of bubbles and changes in a thread."""
        self._last[kind] += 1
        if self._last[kind] > self._reserved[kind]:
            self._reserved[kind] = self._last[kind] + BLOCK
            self._shelf.put("ids", kind, (kind, self._reserved[kind]))
        return self._last[kind]

    def message(self) -> str:
        return "wamid." + urlsafe_b64encode(self._draw("message")[:24]).decode()

    def digits(self, kind: str, length: int = 16) -> str:
        return str(10 ** (length - 1) + int.from_bytes(self._draw(kind)[:8]) % (9 * 10 ** (length - 1)))

    def user(self) -> str:
        """A business-scoped user id (contract, section 6)."""
        return "DE." + self.digits("user")

    def phone(self) -> str:
        """An invented German mobile number, +49 151 555xxxxx, in digits only."""
        return f"49151555{self.number('phone') % 100_000:05d}"

    def trace(self) -> str:
        return "A" + urlsafe_b64encode(self._draw("trace")[:9]).decode()

    def _draw(self, kind: str) -> bytes:
        return sha256(f"{self._seed}:{kind}:{self.number(kind)}".encode()).digest()

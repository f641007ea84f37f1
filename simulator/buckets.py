"""Rate limits of the contract, section 10: messages a number and messages to one user."""

import time
from dataclasses import dataclass

from simulator.errors import Refusal

THROUGHPUT = 80.0
PAIR_BURST = 45.0
PAIR_SECONDS = 6.0


@dataclass(slots=True)
class Bucket:
    """Refills by system time or by the simulated clock, whichever went further: a jump of a day fills it too."""

    level: float
    real: float
    at: float

    def fill(self, rate: float, most: float, *, at: float) -> None:
        real = time.monotonic()
        passed = max(real - self.real, at - self.at, 0)
        self.level, self.real, self.at = min(most, self.level + passed * rate), real, at


class Buckets:
    def __init__(self) -> None:
        self._buckets: dict[tuple[str, str], Bucket] = {}

    def inbound(self, number: str, *, at: float, scale: float) -> None:
        """A customer's message takes from the number's throughput too, but is never refused."""
        bucket = self._filled((number, ""), THROUGHPUT * scale, THROUGHPUT * scale, at=at)
        bucket.level = max(0.0, bucket.level - 1)

    def outbound(self, number: str, customer: str, *, at: float, scale: float) -> None:
        """Raises Refusal 130429 or 131056; takes one message from both buckets otherwise."""
        throughput = self._filled((number, ""), THROUGHPUT * scale, THROUGHPUT * scale, at=at)
        pair = self._filled((number, customer), scale / PAIR_SECONDS, PAIR_BURST * scale, at=at)
        if throughput.level < 1:
            raise Refusal(130429, "Message failed to send because there were too many messages sent in a short time.")
        if pair.level < 1:
            raise Refusal(131056, "Too many messages sent from the sender phone number to the same recipient.")
        throughput.level -= 1
        pair.level -= 1

    def _filled(self, key: tuple[str, str], rate: float, most: float, *, at: float) -> Bucket:
        bucket = self._buckets.setdefault(key, Bucket(most, time.monotonic(), at))
        bucket.fill(rate, most, at=at)
        return bucket

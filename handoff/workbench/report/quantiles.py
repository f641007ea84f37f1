"""Two quantiles of measured times."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds."""

    p50: float
    p99: float


def times(seconds: Sequence[float]) -> Times:
    """Of two measurements or more."""
    cuts = quantiles(seconds, n=100, method="inclusive")
    return Times(cuts[49] * 1000, cuts[98] * 1000)

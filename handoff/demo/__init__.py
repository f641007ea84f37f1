"""Two institutions with invented names, to try everything with. Seeded in demo mode only."""

from handoff.demo.seed import seed

__all__ = ["seed"]

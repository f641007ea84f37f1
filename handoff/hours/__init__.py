"""Opening hours of a branch: when the doors are open, when they open next, and how to say so."""

from handoff.hours.opening import Hours, Span
from handoff.hours.rules import check
from handoff.hours.wording import describe_day, describe_week

__all__ = ["Hours", "Span", "check", "describe_day", "describe_week"]

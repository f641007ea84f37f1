"""Days and times as people write them in German and English, and how to say them back."""

from handoff.when.reading import When, understand
from handoff.when.wording import describe_day, describe_moment

__all__ = ["When", "describe_day", "describe_moment", "understand"]

"""What an institution announces before the bot's answers (“online banking is being moved this weekend”), and when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from handoff.language import LANGUAGES


@dataclass(frozen=True, slots=True)
class Announcement:
    """Holds from `begins` until `ends`, which is no longer in it. No topics: before any answer."""

    slug: str
    topics: frozenset[str]
    begins: datetime
    ends: datetime
    texts: Mapping[str, str]

    def is_due(self, topic: str | None, *, urgent: bool, now: datetime) -> bool:
        """Before an urgent answer only what is about its topic: who must block a card reads nothing else first."""
        meant = topic in self.topics if self.topics else not urgent
        return meant and self.begins.astimezone(UTC) <= now.astimezone(UTC) < self.ends.astimezone(UTC)


def announcements(record: Iterable[Mapping[str, Any]], zone: Any) -> list[Announcement]:
    """As the institution's row keeps them: times without a zone are the institution's own."""
    return [
        Announcement(
            slug=str(entry["slug"]),
            topics=frozenset(entry["topics"]),
            begins=datetime.fromisoformat(entry["from"]).replace(tzinfo=zone),
            ends=datetime.fromisoformat(entry["until"]).replace(tzinfo=zone),
            texts={language: str(entry[language]) for language in LANGUAGES},
        )
        for entry in record
    ]


def to_be_told(
    all_of_them: Iterable[Announcement],
    topic: str | None,
    *,
    urgent: bool,
    now: datetime,
    told: Mapping[str, str],
) -> list[Announcement]:
    """Those that are due and were not told today. `told`: by slug, the ISO date of the last time, local as `now`."""
    today = now.date().isoformat()
    return [one for one in all_of_them if told.get(one.slug) != today and one.is_due(topic, urgent=urgent, now=now)]

"""A company's sheet in words and numbers: as the page tells it, and as spreadsheets reckon with it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from handoff.statistics.centres import CentreChat, by_kind, sums_of
from handoff.statistics.figures import Unit
from handoff.web.moments import moment
from handoff.web.statistics.numbers import raw, told
from handoff.web.texts import Texts, texts_in

# Of these the sheet has a column each, in this order.
COLUMNS = (
    "chat",
    "team",
    "topic",
    "language",
    "came_at",
    "why",
    "waited",
    "answered_at",
    "first_answer",
    "in_time",
    "closed_at",
    "ending",
    "handled",
    "messages",
    "people",
)
FIGURES: tuple[tuple[str, Unit], ...] = (
    ("chats", Unit.COUNT),
    ("out_of_hours", Unit.COUNT),
    ("waiting", Unit.SECONDS),
    ("waiting_90", Unit.SECONDS),
    ("first_answer", Unit.SECONDS),
    ("first_answer_90", Unit.SECONDS),
    ("in_time", Unit.SHARE),
    ("unanswered", Unit.COUNT),
    ("messages", Unit.COUNT),
    ("handled", Unit.SECONDS),
)


@dataclass(frozen=True, slots=True)
class Wording:
    """`topic`: what one is called; `people`: names, or numbers, of who had chats."""

    language: str
    zone: str
    topic: Callable[[str | None], str]
    people: Mapping[UUID, str]

    @property
    def texts(self) -> Texts:
        return texts_in(self.language)

    def shown(self, chat: CentreChat) -> dict[str, str]:
        """For people, by column. The chat's id is cut: enough to find the line in the file."""
        return self._words(chat) | {
            "chat": str(chat.id)[:8],
            "came_at": moment(chat.came_at, self.zone, self.language),
            "waited": told(chat.waited, Unit.SECONDS, self.language),
            "answered_at": moment(chat.answered_at, self.zone, self.language) if chat.answered_at else "–",
            "first_answer": told(chat.first_answer, Unit.SECONDS, self.language),
            "closed_at": moment(chat.closed_at, self.zone, self.language) if chat.closed_at else "–",
            "handled": told(chat.handled, Unit.SECONDS, self.language),
            "messages": told(chat.messages, Unit.COUNT, self.language),
        }

    def written(self, chat: CentreChat) -> list[str]:
        """For spreadsheets: whole ids, seconds as numbers, times that can be sorted and reckoned with."""
        cells = self._words(chat) | {
            "chat": str(chat.id),
            "came_at": self._stamp(chat.came_at),
            "waited": raw(chat.waited, Unit.SECONDS, self.language),
            "answered_at": self._stamp(chat.answered_at),
            "first_answer": raw(chat.first_answer, Unit.SECONDS, self.language),
            "closed_at": self._stamp(chat.closed_at),
            "handled": raw(chat.handled, Unit.SECONDS, self.language),
            "messages": str(chat.messages),
        }
        return [cells[column] for column in COLUMNS]

    def head(self) -> list[str]:
        """Of the file, with units."""
        key = "statistics.centres.file"
        return [
            self.texts(f"{key}.{column}") if self.texts.has(f"{key}.{column}") else self.column(column)
            for column in COLUMNS
        ]

    def column(self, name: str) -> str:
        return self.texts(f"statistics.centres.column.{name}")

    def why(self, chat: CentreChat) -> str:
        if chat.rule is not None:
            return self.texts(f"statistics.centres.rule.{chat.rule.value}")
        return self.texts.of("reason", chat.reason.value)

    def ending(self, chat: CentreChat) -> str:
        match chat.left_to:
            case None:
                return self.texts("statistics.centres.ending.open")
            case "bot":
                return self.texts("statistics.centres.ending.bot")
            case "closed":
                return self.texts(f"outcome.{chat.outcome}" if chat.outcome else "statistics.centres.ending.closed")
            case team:
                return self.texts("statistics.centres.ending.team", team=team)

    def figures(self, chats: Sequence[CentreChat]) -> list[tuple[str, str]]:
        """Names and numbers of the sums."""
        sums = sums_of(chats)
        return [
            (self.texts(f"statistics.centres.figure.{key}"), told(getattr(sums, key), unit, self.language))
            for key, unit in FIGURES
        ]

    def groups(self, chats: Iterable[CentreChat], name: Callable[[CentreChat], str]) -> list[list[str]]:
        """For each kind its name, how many, their median first answer, and how many were answered in time."""
        return [
            [
                kind,
                told(len(found), Unit.COUNT, self.language),
                told(sums_of(found).first_answer, Unit.SECONDS, self.language),
                told(sums_of(found).in_time, Unit.SHARE, self.language),
            ]
            for kind, found in by_kind(chats, name)
        ]

    def topic_of(self, chat: CentreChat) -> str:
        return self.topic(chat.topic)

    def _words(self, chat: CentreChat) -> dict[str, str]:
        return {
            "team": chat.team,
            "topic": self.topic_of(chat),
            "language": self.texts.of("language", chat.language),
            "why": self.why(chat),
            "in_time": self.texts(f"statistics.centres.{'yes' if chat.is_in_time else 'no'}"),
            "ending": self.ending(chat),
            "people": ", ".join(self.people[one] for one in chat.agents),
        }

    def _stamp(self, at: datetime | None) -> str:
        if at is None:
            return ""
        local = at.astimezone(ZoneInfo(self.zone))
        return f"{local:%d.%m.%Y %H:%M:%S}" if self.language == "de" else f"{local:%Y-%m-%d %H:%M:%S}"

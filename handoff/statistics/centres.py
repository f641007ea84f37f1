"""What teams of another company had of an institution's chats, chat by chat, and the sums of it.

Read from the chats themselves, by desk_centre_chats() (0027), so what retention has deleted is in it no more.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import DateTime, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import HandoffReason, Institution, Outcome, SentOut
from handoff.retention import DAYS

K = TypeVar("K")

CHATS = text("SELECT * FROM desk_centre_chats(:house, :company, :since, :until)").bindparams(
    bindparam("house", type_=Uuid),
    bindparam("company", type_=Uuid),
    bindparam("since", type_=DateTime(timezone=True)),
    bindparam("until", type_=DateTime(timezone=True)),
)


@dataclass(frozen=True, slots=True)
class CentreChat:
    """`limit`: the minutes that the team has to answer. `left_to`: what became of it: "closed", "bot", a team's name,
    or None while it is still there. `handled`: for how many seconds somebody had it. `agents`: who had it, in order.
    """

    id: UUID
    team: str
    limit: int
    topic: str | None
    language: str
    came_at: datetime
    reason: HandoffReason
    rule: SentOut | None
    taken_at: datetime | None
    answered_at: datetime | None
    left_at: datetime | None
    left_to: str | None
    outcome: Outcome | None
    handled: float
    messages: int
    agents: tuple[UUID, ...]

    @property
    def waited(self) -> float | None:
        """Seconds until somebody had it."""
        return (self.taken_at - self.came_at).total_seconds() if self.taken_at else None

    @property
    def first_answer(self) -> float | None:
        """Seconds until somebody answered."""
        return (self.answered_at - self.came_at).total_seconds() if self.answered_at else None

    @property
    def is_in_time(self) -> bool:
        return self.first_answer is not None and self.first_answer <= self.limit * 60

    @property
    def closed_at(self) -> datetime | None:
        return self.left_at if self.left_to == "closed" else None


@dataclass(frozen=True, slots=True)
class Sums:
    """Seconds, and shares of one; None where there is nothing to make it from."""

    chats: int
    unanswered: int
    waiting: float | None
    waiting_90: float | None
    first_answer: float | None
    first_answer_90: float | None
    in_time: float | None
    out_of_hours: int
    messages: int
    handled: float | None


async def read_centre_chats(
    session: AsyncSession, *, institution_id: UUID, company_id: UUID, since: datetime, until: datetime
) -> tuple[CentreChat, ...]:
    """Those that came to it in that time, in that order; none for who may not read the institution's statistics."""
    values = {"house": institution_id, "company": company_id, "since": since, "until": until}
    rows = await session.execute(CHATS, values)
    return tuple(
        CentreChat(
            id=row.id,
            team=row.team,
            limit=row.answer_minutes,
            topic=row.topic,
            language=row.language,
            came_at=row.came_at,
            reason=HandoffReason(row.reason),
            rule=SentOut(row.rule) if row.rule else None,
            taken_at=row.taken_at,
            answered_at=row.answered_at,
            left_at=row.left_at,
            left_to=row.left_to if row.left_to in (None, "closed", "bot") else row.next_team,
            outcome=Outcome(row.outcome) if row.outcome else None,
            handled=row.handled,
            messages=row.messages,
            agents=tuple(dict.fromkeys(row.agents or ())),
        )
        for row in rows
    )


def sums_of(chats: Sequence[CentreChat]) -> Sums:
    waited = [chat.waited for chat in chats if chat.waited is not None]
    answers = [chat.first_answer for chat in chats if chat.first_answer is not None]
    return Sums(
        chats=len(chats),
        unanswered=len(chats) - len(answers),
        waiting=within(waited, 0.5),
        waiting_90=within(waited, 0.9),
        first_answer=within(answers, 0.5),
        first_answer_90=within(answers, 0.9),
        in_time=sum(chat.is_in_time for chat in chats) / len(chats) if chats else None,
        out_of_hours=sum(chat.rule is SentOut.CLOSED for chat in chats),
        messages=sum(chat.messages for chat in chats),
        handled=within([chat.handled for chat in chats if chat.taken_at is not None], 0.5),
    )


def by_kind(chats: Iterable[CentreChat], kind: Callable[[CentreChat], K]) -> list[tuple[K, list[CentreChat]]]:
    """The most frequent first."""
    groups: dict[K, list[CentreChat]] = {}
    for chat in chats:
        groups.setdefault(kind(chat), []).append(chat)
    return sorted(groups.items(), key=lambda pair: -len(pair[1]))


def within(seconds: Sequence[float], share: float) -> float | None:
    """The least within which at least that share lies."""
    ordered = sorted(seconds)
    return ordered[math.ceil(len(ordered) * share) - 1] if ordered else None


def complete_since(institution: Institution, *, now: datetime) -> date:
    """From that day on everything is still there: a chat is deleted so long after its end, and ends after it comes."""
    kept = timedelta(days=int(institution.facts.get("retention_days") or DAYS))
    return (now - kept).astimezone(ZoneInfo(institution.zone)).date() + timedelta(days=1)

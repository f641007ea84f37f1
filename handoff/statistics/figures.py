"""The figures at the head of the page, each with what it was before."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from handoff.models import Ending, Measure, Promise, Speaker
from handoff.statistics.buckets import percentile
from handoff.statistics.reading import Answer, Totals


class Unit(StrEnum):
    """`share`: of one."""

    COUNT = "count"
    SHARE = "share"
    SECONDS = "seconds"


@dataclass(frozen=True, slots=True)
class Figure:
    """`before`: in the period of the same length before it. None where there is nothing to make it from."""

    key: str
    unit: Unit
    now: float | None
    before: float | None

    @property
    def change(self) -> float | None:
        """By what part of itself it has grown; of a share, by how many of its points. None if it can't be told."""
        if self.now is None or self.before is None:
            return None
        if self.unit is Unit.SHARE:
            return self.now - self.before
        return (self.now - self.before) / self.before if self.before else None


def number(totals: Totals, measure: Measure, detail: str | None = None) -> int:
    details = totals.get(measure, {})
    return sum(details.values()) if detail is None else details.get(detail, 0)


def within(totals: Totals, measure: Measure, share: float) -> float | None:
    """Seconds within which that share of all was."""
    return percentile({int(bucket): count for bucket, count in totals.get(measure, {}).items()}, share)


def share_of(totals: Totals, measure: Measure, detail: str) -> float | None:
    whole = number(totals, measure)
    return number(totals, measure, detail) / whole if whole else None


FIGURES: tuple[tuple[str, Unit, Callable[[Totals], float | None]], ...] = (
    ("opened", Unit.COUNT, lambda t: number(t, Measure.OPENED)),
    ("bot_alone", Unit.SHARE, lambda t: share_of(t, Measure.CLOSED, Ending.BOT_ALONE)),
    ("handoffs", Unit.COUNT, lambda t: number(t, Measure.HANDOFFS)),
    ("first_answer", Unit.SECONDS, lambda t: within(t, Measure.FIRST_ANSWER, 0.5)),
    ("first_answer_90", Unit.SECONDS, lambda t: within(t, Measure.FIRST_ANSWER, 0.9)),
    ("waiting", Unit.SECONDS, lambda t: within(t, Measure.WAITING, 0.5)),
    ("waiting_90", Unit.SECONDS, lambda t: within(t, Measure.WAITING, 0.9)),
    ("from_customers", Unit.COUNT, lambda t: number(t, Measure.MESSAGES, Speaker.CUSTOMER)),
    ("from_bot", Unit.COUNT, lambda t: number(t, Measure.MESSAGES, Speaker.BOT)),
    ("from_people", Unit.COUNT, lambda t: number(t, Measure.MESSAGES, Speaker.PEOPLE)),
    ("failed", Unit.COUNT, lambda t: number(t, Measure.FAILED)),
    ("callbacks", Unit.SHARE, lambda t: share_of(t, Measure.CALLBACKS, Promise.KEPT)),
    ("transfers", Unit.COUNT, lambda t: number(t, Measure.TRANSFERS)),
    ("overflow", Unit.COUNT, lambda t: number(t, Measure.OVERFLOW)),
    ("returning", Unit.COUNT, lambda t: number(t, Measure.RETURNING)),
)


def figures(answer: Answer) -> tuple[Figure, ...]:
    return tuple(Figure(key, unit, tell(answer.totals), tell(answer.before)) for key, unit, tell in FIGURES)

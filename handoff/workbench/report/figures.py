"""The report's figures, from what was judged: by topic and language, and of the fallback's thresholds."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from handoff.workbench.reckoning import Judged
from handoff.workbench.report.thresholds import STEPS, Case, Thresholds
from handoff.workbench.verdicts import UNKNOWN

BINS = 20
WEAKEST = 25


@dataclass(frozen=True, slots=True)
class Share:
    """`precision`: of what was taken for the topic, how much was; `recall`: of what was, how much was taken for it."""

    precision: float
    recall: float
    messages: int


@dataclass(frozen=True, slots=True)
class Point:
    """At `threshold`, the shares understood and rejected."""

    threshold: float
    understood: float
    rejected: float


def judge(cases: Sequence[Case], thresholds: Thresholds) -> list[Judged]:
    return [Judged(case.topic, case.language, case.taken(thresholds)) for case in cases]


def by_topic(judged: Sequence[Judged], topics: Sequence[str], language: str) -> dict[str, Share]:
    own = [one for one in judged if one.language == language]
    right = Counter(one.topic for one in own if one.is_right)
    asked = Counter(one.topic for one in own)
    taken = Counter(one.taken for one in own)
    return {
        topic: Share(_part(right[topic], taken[topic]), _part(right[topic], asked[topic]), asked[topic])
        for topic in topics
    }


def confusion(judged: Sequence[Judged], topics: Sequence[str]) -> list[list[int]]:
    """Rows: what they are about; columns: what they were taken for."""
    pairs = Counter((one.topic, one.taken) for one in judged)
    return [[pairs[topic, taken] for taken in topics] for topic in topics]


def histogram(cases: Sequence[Case]) -> dict[str, list[int]]:
    """Of the confidence before the fallback, in BINS equal steps from 0 to 1."""
    bins = {name: [0] * BINS for name in ("right", "wrong", "unknown")}
    for case in cases:
        kind = "unknown" if case.topic == UNKNOWN else "right" if case.guessed == case.topic else "wrong"
        bins[kind][min(int(case.guess.confidence * BINS), BINS - 1)] += 1
    return bins


def curve(cases: Sequence[Case], gap: float) -> list[Point]:
    """Both shares over the threshold, at the ambiguity threshold `gap`."""
    points = []
    for step in STEPS:
        judged = judge(cases, Thresholds(step, gap))
        known = [one.is_right for one in judged if one.topic != UNKNOWN]
        unknown = [one.is_right for one in judged if one.topic == UNKNOWN]
        points.append(Point(step, _part(sum(known), len(known)), _part(sum(unknown), len(unknown))))
    return points


def weakest(cases: Sequence[Case], thresholds: Thresholds) -> list[Case]:
    """Taken for another topic, the surest first."""
    wrong = [case for case in cases if case.taken(thresholds) not in (case.topic, UNKNOWN)]
    return sorted(wrong, key=lambda case: -case.guess.confidence)[:WEAKEST]


def _part(some: int, whole: int) -> float:
    return some / whole if whole else 0.0

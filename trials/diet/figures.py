"""Both sides' figures as a table for the terminal and for the documents. None of the messages is in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import mean

from handoff.workbench.reckoning import Judged, rejected, understood
from handoff.workbench.report.quantiles import times
from handoff.workbench.verdicts import UNKNOWN
from trials.bench.figures import MEGABYTE, Row, less
from trials.diet.training import Training

LANGUAGES = {"de": "German", "en": "English"}


@dataclass(frozen=True, slots=True)
class Side:
    """`judged`: the held-out messages in their order. `loading`: processor time in seconds. `memory` when the model was
    loaded and `size` of the model in bytes. `seconds` and `processor_seconds`: of each message."""

    training: Training
    judged: Sequence[Judged]
    loading: float
    memory: int
    size: int
    seconds: Sequence[float]
    processor_seconds: Sequence[float]


def rows(ours: Side, stock: Side) -> Iterator[Row]:
    for language, name in LANGUAGES.items():
        yield _points(f"understood, {name}", understood(ours.judged, language), understood(stock.judged, language))
    for language, name in LANGUAGES.items():
        yield _points(f"rejected, {name}", rejected(ours.judged, language), rejected(stock.judged, language))
    for language, name in LANGUAGES.items():
        yield _alone(f"right where the other is wrong, {name}", ours.judged, stock.judged, language)
    yield less("training (s)", ours.training.seconds, stock.training.seconds)
    yield less("training, processor time (s)", ours.training.processor_seconds, stock.training.processor_seconds)
    yield less("training, peak memory (MB)", ours.training.peak / MEGABYTE, stock.training.peak / MEGABYTE)
    yield less("model (MB)", ours.size / MEGABYTE, stock.size / MEGABYTE)
    yield less("loading, processor time (s)", ours.loading, stock.loading)
    yield less("memory when loaded (MB)", ours.memory / MEGABYTE, stock.memory / MEGABYTE)
    mine, theirs = times(ours.seconds), times(stock.seconds)
    yield less("a message, p50 (ms)", mine.p50, theirs.p50)
    yield less("a message, p99 (ms)", mine.p99, theirs.p99)
    worked = [mean(side.processor_seconds) * 1000 for side in (ours, stock)]
    yield less("a message, processor time (ms)", *worked)


def sizes(judged: Sequence[Judged]) -> str:
    """How many messages there are in each language, and how many of these are out of scope."""
    parts = []
    for language, name in LANGUAGES.items():
        topics = [one.topic for one in judged if one.language == language]
        parts.append(f"{len(topics)} {name}, {topics.count(UNKNOWN)} of them out of scope")
    return "; ".join(parts)


def markdown(table: list[Row]) -> str:
    lines = ["| | Schalter | stock Rasa | |", "|---|---:|---:|---:|"]
    lines += [f"| {row.name} | {row.ours} | {row.stock} | {row.ratio} |" for row in table]
    return "\n".join(lines)


def _points(name: str, ours: float, stock: float) -> Row:
    return Row(name, f"{ours * 100:.1f} %", f"{stock * 100:.1f} %", f"{(ours - stock) * 100:+.1f} points")


def _alone(name: str, ours: Sequence[Judged], stock: Sequence[Judged], language: str) -> Row:
    """Of the same messages: what tells a difference from chance."""
    pairs = [
        (mine.is_right, theirs.is_right) for mine, theirs in zip(ours, stock, strict=True) if mine.language == language
    ]
    return Row(name, str(pairs.count((True, False))), str(pairs.count((False, True))), "")

"""`python -m trials.guard`: every vector of tests/guard/vectors, counted and timed; exit code 1 on a wrong one."""

import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from rich.console import Console
from rich.table import Table

from handoff.guard import Kind, Masked, mask
from handoff.settings import ROOT

VECTORS = ROOT / "tests" / "guard" / "vectors"
KNOWN_MISSES = ROOT / "tests" / "guard" / "known_misses.yml"
REPEATS = 5
LONGEST = 4096

_MARK = re.compile(r"«(?:([A-Z_]+)=)?([^»]+)»")


@dataclass(frozen=True, slots=True)
class Vector:
    """`secrets`: kind, start and end of each, in `text`; none if nothing may be found."""

    text: str
    secrets: tuple[tuple[Kind, int, int], ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A part of a secret that stayed is a miss; something else that was masked is a false alarm."""

    missed: bool
    false_alarm: bool
    other_kind: bool


def read_vectors(file: Path) -> list[Vector]:
    """A list of lines a kind. «…» marks what must be found; in MIXED each says its kind, «PIN=1234»."""
    sections = yaml.safe_load(file.read_text())
    return [_vector(section, line) for section, lines in sections.items() for line in lines]


def _vector(section: str, line: str) -> Vector:
    text, secrets, done = "", [], 0
    for mark in _MARK.finditer(line):
        text += line[done : mark.start()]
        secrets.append((Kind[mark[1] or section], len(text), len(text) + len(mark[2])))
        text, done = text + mark[2], mark.end()
    return Vector(text + line[done:], tuple(secrets))


def judge(vector: Vector, masked: Masked) -> Verdict:
    found = {place for find in masked.finds for place in range(find.start, find.end)}
    secret = {place for _, start, end in vector.secrets for place in range(start, end)}
    telling = {place for place, character in enumerate(vector.text) if character.isalnum()}
    kinds = [kind for kind, _, _ in vector.secrets]
    return Verdict(
        missed=bool(secret & telling - found),
        false_alarm=bool(found & telling - secret),
        other_kind=kinds != [find.kind for find in masked.finds],
    )


def microseconds(text: str) -> float:
    """The fastest of some, for what else runs on the machine is not the guard's."""
    return min(_timed(text) for _ in range(REPEATS))


def _timed(text: str) -> float:
    start = time.perf_counter()
    mask(text)
    return (time.perf_counter() - start) * 1e6


def main() -> int:
    console = Console()
    table = Table("file", "vectors", "misses", "false alarms", "other kind", "p50 µs", "p99 µs", "4,096 characters, ms")
    wrong = 0
    for file in sorted(VECTORS.glob("*.yml")):
        vectors = read_vectors(file)
        verdicts = [judge(vector, mask(vector.text)) for vector in vectors]
        misses, alarms, others = (sum(column) for column in zip(*map(_row, verdicts), strict=True))
        times = sorted(microseconds(vector.text) for vector in vectors)
        longest = microseconds("\n".join(vector.text for vector in vectors)[:LONGEST]) / 1000
        figures = [len(vectors), misses, alarms, others, round(_part(times, 50)), round(_part(times, 99))]
        table.add_row(file.name, *map(str, figures), f"{longest:.1f}")
        for vector in _wrong(vectors, verdicts):
            console.print(f"{file.name}: {vector.text!r} became {mask(vector.text).text!r}", markup=False, style="red")
        wrong += misses + alarms
    console.print(table)
    known = read_vectors(KNOWN_MISSES)
    console.print(f"known misses: {sum(judge(vector, mask(vector.text)).missed for vector in known)} of {len(known)}")
    return 1 if wrong else 0


def _row(verdict: Verdict) -> tuple[bool, bool, bool]:
    return verdict.missed, verdict.false_alarm, verdict.other_kind


def _wrong(vectors: list[Vector], verdicts: list[Verdict]) -> Iterator[Vector]:
    pairs = zip(vectors, verdicts, strict=True)
    return (vector for vector, verdict in pairs if verdict.missed or verdict.false_alarm)


def _part(times: list[float], percent: int) -> float:
    return times[min(len(times) * percent // 100, len(times) - 1)]


if __name__ == "__main__":
    sys.exit(main())

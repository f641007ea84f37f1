"""What the check says: where, what is wrong, and how to mend it."""

from dataclasses import dataclass
from enum import StrEnum


class Weight(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """`file` is relative to the project's folder; lines and columns count from 1, column 0 says nothing."""

    file: str
    line: int
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    place: Place
    sentence: str
    weight: Weight = Weight.ERROR

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}"


def error(place: Place, sentence: str) -> Finding:
    return Finding(place, sentence)


def warning(place: Place, sentence: str) -> Finding:
    return Finding(place, sentence, Weight.WARNING)

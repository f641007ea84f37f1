"""What the training processes hand back. Loads nothing of Rasa, for the process that reads it has another one."""

from collections.abc import Sequence
from dataclasses import dataclass

from handoff.workbench.report.thresholds import Guess


@dataclass(frozen=True, slots=True)
class Example:
    text: str
    intent: str
    language: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What a model guessed of the examples left out; `seconds`: how long its training took."""

    fold: int
    guesses: Sequence[tuple[Example, Guess]]
    seconds: float

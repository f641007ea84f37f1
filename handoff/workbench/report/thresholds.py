"""Chooses below what confidence the bot asks back instead of answering, from what it guessed in cross-validation.

The rule is Chow's (1970) for deciding with the option not to: of all pairs of thresholds the one whose guesses cost
least is taken. In a bank a wrong answer costs more than a question back: the customer reads something that isn't so
about money, or gives an order to the wrong desk; a question back costs him one more tap. So:

- understood, or out of scope and rejected: 0
- a message about a topic that is asked back: 1
- a wrong topic, or an answer to what is out of scope: WRONG, that is, as much as two questions back

The examples count as they are, topics and out of scope together, and both languages alike. Of pairs that cost the same
the lower is taken, which asks back less often. No share to be rejected is demanded: examples are written to differ from
each other, so that in cross-validation 90 % would be had only where six of ten questions to the bank were understood.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handoff.workbench.verdicts import FALLBACK, UNKNOWN

WRONG = 2.0
STEPS = tuple(step / 100 for step in range(20, 81, 5))
GAPS = tuple(step / 100 for step in range(0, 31, 5))


@dataclass(frozen=True, slots=True)
class Thresholds:
    """As FallbackClassifier in config.yml has them."""

    threshold: float
    ambiguity_threshold: float


@dataclass(frozen=True, slots=True)
class Guess:
    """Before the fallback's verdict. `intent` is None where no gram is known."""

    intent: str | None
    confidence: float
    second: float

    @classmethod
    def of(cls, ranking: Sequence[tuple[str, float]]) -> "Guess":
        """From the best, as Rasa's intent ranking has it, with or without the fallback's verdict in it."""
        bare = [rank for rank in ranking if rank[0] != FALLBACK]
        if not bare:
            return cls(None, 0.0, 0.0)
        return cls(bare[0][0], bare[0][1], bare[1][1] if len(bare) > 1 else -1.0)

    def passes(self, thresholds: Thresholds) -> bool:
        """Whether Rasa's FallbackClassifier lets it through."""
        return (
            self.intent is not None
            and self.confidence >= thresholds.threshold
            and self.confidence - self.second >= thresholds.ambiguity_threshold
        )


@dataclass(frozen=True, slots=True)
class Case:
    """One message, the topic that it is about, and what the model guessed. `guessed` is the topic of the guess."""

    text: str
    topic: str
    language: str
    guess: Guess
    guessed: str | None

    def taken(self, thresholds: Thresholds) -> str:
        """A topic; what isn't understood counts as out of scope."""
        return self.guessed or UNKNOWN if self.guess.passes(thresholds) else UNKNOWN


def choose(cases: Sequence[Case]) -> Thresholds:
    """Raises ValueError without a case."""
    if not cases:
        raise ValueError("there is nothing to choose thresholds from")
    return min(pairs(), key=lambda pair: (round(weigh(cases, pair), 9), pair.threshold, pair.ambiguity_threshold))


def pairs() -> Iterator[Thresholds]:
    return (Thresholds(step, gap) for step in STEPS for gap in GAPS)


def weigh(cases: Sequence[Case], thresholds: Thresholds) -> float:
    """The mean cost of a message, each language alike."""
    costs: dict[str, list[float]] = {}
    for case in cases:
        costs.setdefault(case.language, []).append(_cost(case, thresholds))
    return sum(sum(own) / len(own) for own in costs.values()) / len(costs)


def _cost(case: Case, thresholds: Thresholds) -> float:
    taken = case.taken(thresholds)
    if taken == case.topic:
        return 0.0
    return 1.0 if taken == UNKNOWN else WRONG

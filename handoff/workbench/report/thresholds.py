"""Chooses below what confidence the bot asks back instead of answering, from what it guessed in cross-validation.

The rule is Chow's (1970) for deciding with the option not to: of all pairs of thresholds the one whose guesses cost
least is taken. In a bank a wrong answer costs more than a question back: the customer reads something that isn't so
about money, or gives an order to the wrong desk; a question back costs him one more tap. So:

- understood, or out of scope and rejected: 0
- a message about a topic that is asked back: 1
- a wrong topic, or an answer to what is out of scope: WRONG, that is, as much as two questions back

What is about a topic and what is out of scope count by their means, each language alike, so that it doesn't matter
how many examples somebody wrote. Only pairs that reject at least REJECTED of what is out of scope in each language are
up for choice, unless none does. Of pairs that cost the same the lower is taken, which asks back less often.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handoff.workbench.verdicts import FALLBACK, UNKNOWN

WRONG = 2.0
REJECTED = 0.9
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
    tried = [(pair, *weigh(cases, pair)) for pair in pairs()]
    enough = [one for one in tried if one[2] >= REJECTED] or tried
    return min(enough, key=lambda one: (round(one[1], 9), one[0].threshold, one[0].ambiguity_threshold))[0]


def pairs() -> Iterator[Thresholds]:
    return (Thresholds(step, gap) for step in STEPS for gap in GAPS)


def weigh(cases: Sequence[Case], thresholds: Thresholds) -> tuple[float, float]:
    """The mean cost, and the share rejected of what is out of scope, in the language where it is lower."""
    groups: dict[tuple[bool, str], list[float]] = {}
    for case in cases:
        groups.setdefault((case.topic == UNKNOWN, case.language), []).append(_cost(case, thresholds))
    means = {key: sum(costs) / len(costs) for key, costs in groups.items()}
    rejected = [1 - mean / WRONG for (is_unknown, _), mean in means.items() if is_unknown]
    return sum(means.values()) / len(means), min(rejected, default=1.0)


def _cost(case: Case, thresholds: Thresholds) -> float:
    taken = case.taken(thresholds)
    if taken == case.topic:
        return 0.0
    return 1.0 if taken == UNKNOWN else WRONG

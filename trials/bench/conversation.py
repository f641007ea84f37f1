"""What is asked of both sides: a plain turn and one with a custom action, in turn."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

PLAIN = "was kannst du"
CUSTOM = "wann habt ihr auf"
MARKS = (5, 100, 400)
# A figure at turn 100 is the median of the turns around it.
AROUND = 6
SHORT = 10
AT_ONCE = 8

# Says a text in a conversation and returns the seconds it took. Raises NoAnswer.
Say = Callable[[str, str], Awaitable[float]]


class NoAnswer(Exception):
    """A side did not answer; its figures would mean nothing."""


@dataclass(slots=True)
class Times:
    """Seconds of turns by mark and text, and how many turns a second there were in short conversations."""

    turns: dict[tuple[int, str], list[float]] = field(default_factory=dict)
    rates: list[float] = field(default_factory=list)

    def median(self, mark: int, text: str) -> float:
        return statistics.median(self.turns[mark, text])

    def rate(self) -> float:
        return statistics.median(self.rates)


async def measure(say: Say, name: str, times: Times, *, at_once: int, longest: int) -> None:
    """A long conversation, then many short ones, `at_once` of them side by side; before that, some for the caches."""
    await _short(say, f"{name}-warm")
    await _long(say, f"{name}-long", times, longest)
    started = time.perf_counter()
    await asyncio.gather(*(_short(say, f"{name}-{index}") for index in range(at_once)))
    times.rates.append(at_once * 2 * SHORT / (time.perf_counter() - started))


async def _long(say: Say, name: str, times: Times, longest: int) -> None:
    for turn, text in _texts(longest + AROUND - 1):
        seconds = await say(name, text)
        mark = next((mark for mark in MARKS if abs(turn - mark) < AROUND), None)
        if mark is not None:
            times.turns.setdefault((mark, text), []).append(seconds)


async def _short(say: Say, name: str) -> None:
    for part in "ab":
        for _, text in _texts(SHORT):
            await say(f"{name}{part}", text)


def _texts(turns: int) -> Iterator[tuple[int, str]]:
    """Number of the turn, from 1, and what is said."""
    for turn in range(1, turns + 1):
        yield turn, (PLAIN, CUSTOM)[turn % 2]

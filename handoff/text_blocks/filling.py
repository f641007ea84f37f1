"""A text block's body with its variables filled in, and what the agent has to be asked for."""

from collections.abc import Mapping
from dataclasses import dataclass

from handoff.institutions.variables import VARIABLE


@dataclass(frozen=True, slots=True)
class Ask:
    """A variable that has no value in this chat."""

    name: str


Part = str | Ask


def fill(body: str, known: Mapping[str, str]) -> tuple[Part, ...]:
    """The body as texts and gaps. What a value holds is never read as a variable again."""
    parts: list[Part] = []
    done = 0
    for match in VARIABLE.finditer(body):
        parts.append(body[done : match.start()])
        value = known.get(match[1])
        parts.append(value if value else Ask(match[1]))
        done = match.end()
    return _joined([*parts, body[done:]])


def _joined(parts: list[Part]) -> tuple[Part, ...]:
    joined: list[Part] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        elif part != "":
            joined.append(part)
    return tuple(joined)

"""Whoever reads a page has a language."""

from dataclasses import dataclass
from typing import Protocol


class Reader(Protocol):
    @property
    def language(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Guest:
    """Nobody has logged in."""

    language: str

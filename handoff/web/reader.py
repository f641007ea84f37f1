"""Whoever reads a page has a language, and likes it dark or light."""

from dataclasses import dataclass
from typing import Protocol


class Reader(Protocol):
    @property
    def language(self) -> str: ...

    @property
    def theme(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Guest:
    """Nobody has logged in."""

    language: str
    theme: str = "auto"

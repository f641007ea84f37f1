"""Rows of a list as WhatsApp takes them: short, few, and no two alike."""

from collections.abc import Sequence
from itertools import chain, count

ROWS, ROW, DETAIL = 10, 24, 72


def row_titles(names: Sequence[str]) -> list[str]:
    """At most ROW characters each. Names that begin alike are told apart by how they end, else by a number."""
    short = [_head(name, ROW) for name in names]
    titles: list[str] = []
    for name, title in zip(names, short, strict=True):
        first = title if short.count(title) == 1 else _ends(name)
        numbered = (f"{_head(name, ROW - len(mark))}{mark}" for mark in map(" ({})".format, count(2)))
        titles.append(next(one for one in chain([first], numbered) if one not in titles))
    return titles


def _head(name: str, length: int) -> str:
    return name if len(name) <= length else f"{name[: length - 1].rstrip()}…"


def _ends(name: str) -> str:
    half = ROW // 2
    return name if len(name) <= ROW else f"{name[: half - 1].rstrip()}…{name[-half:].lstrip()}"

"""Small words to say how a file must be shaped, and what is said where it isn't.

A shape takes a value and where it stands, and yields findings. `named` has names that designers choose for keys.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rapidfuzz import fuzz, process

from handoff.workbench.check.finding import Finding, Place, error
from handoff.workbench.check.reader import Items, Table, Text

LIKE = 70


@dataclass(frozen=True, slots=True)
class Spot:
    """`name` is the key that a value stands under."""

    name: str
    place: Place


Shape = Callable[[Any, Spot], Iterator[Finding]]


def guess(wrong: str, known: Iterable[str]) -> str:
    """ " Did you mean “…”?", or nothing where nothing is near."""
    near = process.extractOne(str(wrong), list(map(str, known)), scorer=fuzz.ratio, score_cutoff=LIKE)
    return f" Did you mean “{near[0]}”?" if near else ""


def listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(map(str, names)))


def anything(value: Any, spot: Spot) -> Iterator[Finding]:
    yield from ()


def text(value: Any, spot: Spot) -> Iterator[Finding]:
    if not isinstance(value, str):
        yield _wrong(spot, "a text", value)
    elif not value.strip():
        yield error(spot.place, f"“{spot.name}” is empty. Write a text.")


def moment(value: Any, spot: Spot) -> Iterator[Finding]:
    """YAML itself knows one only if it has seconds."""
    try:
        value if isinstance(value, date) else datetime.fromisoformat(value)
    except (TypeError, ValueError):
        yield error(spot.place, f"“{spot.name}” must be a moment such as 2026-11-25T10:00.")


def truth(value: Any, spot: Spot) -> Iterator[Finding]:
    if not isinstance(value, bool):
        yield _wrong(spot, "true or false", value)


def nothing_or(shape: Shape) -> Shape:
    def check(value: Any, spot: Spot) -> Iterator[Finding]:
        if value is not None:
            yield from shape(value, spot)

    return check


def whole(lowest: int, highest: int) -> Shape:
    def check(value: Any, spot: Spot) -> Iterator[Finding]:
        if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
            yield error(spot.place, f"“{spot.name}” must be a whole number from {lowest} to {highest}.")

    return check


def one_of(*known: str) -> Shape:
    def check(value: Any, spot: Spot) -> Iterator[Finding]:
        if value not in known:
            hint = guess(str(value), known)
            yield error(_place(value, spot), f"“{spot.name}” is {listed(known)}, not “{value}”.{hint}")

    return check


def each(shape: Shape, *, at_least: int = 0) -> Shape:
    def check(value: Any, spot: Spot) -> Iterator[Finding]:
        if not isinstance(value, Items):
            yield _wrong(spot, "a list, each line with a dash", value)
        elif len(value) < at_least:
            yield error(spot.place, f"“{spot.name}” is an empty list. Write something, or leave the key out.")
        else:
            for item in value:
                yield from shape(item, Spot(spot.name, _place(item, Spot(spot.name, value.place))))

    return check


def one_or_several(shape: Shape) -> Shape:
    several = each(shape, at_least=1)

    def check(value: Any, spot: Spot) -> Iterator[Finding]:
        yield from (several if isinstance(value, Items) else shape)(value, spot)

    return check


def text_or(shape: Shape) -> Shape:
    def check(value: Any, spot: Spot) -> Iterator[Finding]:
        yield from (text if isinstance(value, str) else shape)(value, spot)

    return check


def named(shape: Shape) -> Shape:
    def check(value: Any, spot: Spot) -> Iterator[Finding]:
        if not isinstance(value, Table):
            yield _wrong(spot, "names with what belongs to them", value)
        else:
            for key, part in value.items():
                yield from shape(part, Spot(key, _place(key, spot)))

    return check


def table(
    required: Mapping[str, Shape], optional: Mapping[str, Shape] | None = None, *, others: Shape | None = None
) -> Shape:
    """Keys that must be there, and those that may; `others`: what any further key has to be."""
    shapes = {**required, **(optional or {})}

    def check(value: Any, spot: Spot) -> Iterator[Finding]:
        if not isinstance(value, Table):
            yield _wrong(spot, f"a table with {listed(shapes)}", value)
            return
        for key in required.keys() - value.keys():
            yield error(value.place, f"“{key}” is missing under “{spot.name}”. Add it.")
        for key, part in value.items():
            here = Spot(key, _place(key, spot))
            if shape := shapes.get(key) or others:
                yield from shape(part, here)
            else:
                hint = guess(key, shapes) or f" There are: {listed(shapes)}."
                yield error(here.place, f"“{key}” is nothing that “{spot.name}” has.{hint}")

    return check


def by_key(kinds: Mapping[str, Shape]) -> Shape:
    """A table whose kind is told by one of its keys."""

    def check(value: Any, spot: Spot) -> Iterator[Finding]:
        kind = next((key for key in kinds if isinstance(value, Table) and key in value), None)
        if kind is not None:
            yield from kinds[kind](value, spot)
        else:
            hint = guess(next(iter(value)), kinds) if isinstance(value, Table) and value else ""
            yield error(spot.place, f"Each of “{spot.name}” has one of these: {listed(kinds)}.{hint}")

    return check


def _place(value: Any, spot: Spot) -> Place:
    return value.place if isinstance(value, Text | Table | Items) else spot.place


def _wrong(spot: Spot, wanted: str, value: Any) -> Finding:
    return error(spot.place, f"“{spot.name}” must be {wanted}, but is {_kind(value)}.")


def _kind(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true or false, which is how YAML reads Yes, No, On and Off. Put the word into quotes"
    if isinstance(value, str):
        return f"the text “{value:.40}”"
    if isinstance(value, Table):
        return "a table of keys"
    return (
        "a list" if isinstance(value, Items) else f"{value}, which YAML reads as a number or a date. Put it into quotes"
    )

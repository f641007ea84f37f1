"""Both sides' figures, their ratios and the aims, as a table for the terminal and for the documents."""

import platform
from collections.abc import Iterator
from dataclasses import dataclass

from trials.bench.conversation import CUSTOM, MARKS, PLAIN, Times
from trials.bench.weight import Weight

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Side:
    """`size`: bytes of the environment."""

    bare: Times
    whole: Times
    weight: Weight
    size: int


@dataclass(frozen=True, slots=True)
class Row:
    """`aim`: what `ratio`, ours to the stock's, should be; `is_met` is None without one."""

    name: str
    ours: str
    stock: str
    ratio: str
    aim: str = ""
    is_met: bool | None = None


def rows(ours: Side, stock: Side, *, longest: int) -> Iterator[Row]:
    marks = [mark for mark in MARKS if mark <= longest]
    for name, mine, theirs in (("bare", ours.bare, stock.bare), ("whole", ours.whole, stock.whole)):
        yield _more(f"{name}: turns a second", mine.rate(), theirs.rate(), least=6.0)
        for mark in marks:
            for kind, text in (("plain", PLAIN), ("custom action", CUSTOM)):
                yield less(
                    f"{name}: p50 {kind}, turn {mark} (ms)",
                    mine.median(mark, text) * 1000,
                    theirs.median(mark, text) * 1000,
                    most=1 / 6,
                )
        yield _growth(name, mine, theirs, marks[-1])
    yield less("memory (MB)", ours.weight.memory / MEGABYTE, stock.weight.memory / MEGABYTE, most=1 / 4)
    yield less("start (s)", ours.weight.started, stock.weight.started)
    yield less("environment (MB)", ours.size / MEGABYTE, stock.size / MEGABYTE, most=1 / 2)


def alone(ours: Side, *, longest: int) -> str:
    """Our figures without another's beside them, as a table."""
    lines = ["| | Schalter |", "|---|---:|"]
    for name, mine in (("bare", ours.bare), ("whole", ours.whole)):
        lines.append(f"| {name}: turns a second | {mine.rate():.1f} |")
        for mark in (mark for mark in MARKS if mark <= longest):
            for kind, text in (("plain", PLAIN), ("custom action", CUSTOM)):
                lines.append(f"| {name}: p50 {kind}, turn {mark} (ms) | {mine.median(mark, text) * 1000:.1f} |")
    weighed = (
        ("memory (MB)", ours.weight.memory / MEGABYTE),
        ("start (s)", ours.weight.started),
        ("environment (MB)", ours.size / MEGABYTE),
    )
    return "\n".join([*lines, *(f"| {name} | {value:.1f} |" for name, value in weighed)])


def less(name: str, ours: float, stock: float, *, most: float | None = None) -> Row:
    aim = f"≤ 1/{1 / most:g}" if most else ""
    met = ours <= stock * most if most else None
    return Row(name, f"{ours:.1f}", f"{stock:.1f}", f"1/{stock / ours:.1f}", aim, met)


def markdown(table: list[Row]) -> str:
    lines = ["| | Schalter | stock Rasa | ratio | aim | |", "|---|---:|---:|---:|---|---|"]
    lines += [f"| {row.name} | {row.ours} | {row.stock} | {row.ratio} | {row.aim} | {_mark(row)} |" for row in table]
    return "\n".join(lines)


def machine() -> str:
    return f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"


def _more(name: str, ours: float, stock: float, *, least: float) -> Row:
    ratio = ours / stock
    return Row(name, f"{ours:.1f}", f"{stock:.1f}", f"{ratio:.1f} ×", f"≥ {least:g} ×", ratio >= least)


def _growth(name: str, ours: Times, stock: Times, last: int) -> Row:
    mine, theirs = (times.median(last, PLAIN) / times.median(MARKS[0], PLAIN) for times in (ours, stock))
    return Row(
        f"{name}: turn {last} to turn {MARKS[0]}, plain",
        f"{mine:.2f} ×",
        f"{theirs:.2f} ×",
        "",
        "≤ 1.25 ×",
        mine <= 1.25,
    )


def _mark(row: Row) -> str:
    return {None: "", True: "met", False: "**missed**"}[row.is_met]

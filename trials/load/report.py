"""The run's figures in the terminal."""

import os
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from trials.load.queues import Waiting
from trials.load.reckoning import Reckoning


@dataclass(frozen=True, slots=True)
class Run:
    """`rate`: messages a second. `spent`: processor seconds by part. `dry`: in the end nothing waited any more."""

    rate: float
    reckoning: Reckoning
    spent: dict[str, float]
    queues: tuple[Waiting, ...]
    dry: bool

    @property
    def is_clean(self) -> bool:
        return self.dry and not any(self.reckoning.faults.values())


def show(run: Run, console: Console) -> None:
    console.print(_times(run.reckoning))
    console.print(_counts(run.reckoning))
    console.print(_processors(run))
    console.print(_queues(run.queues))
    faults = {name: times for name, times in run.reckoning.faults.items() if times}
    if not run.dry:
        console.print("[bold red]✗ Something still waits in a queue.")
    for name, times in faults.items():
        console.print(f"[bold red]✗ {name}: {times}")
    if run.is_clean:
        console.print("[bold green]✓ None lost, none doubled.")


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that so many percent do not exceed; the largest of a few."""
    if len(values) < 2:
        return max(values, default=0.0)
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def _times(reckoning: Reckoning) -> Table:
    table = Table("milliseconds after the customer wrote", "p50", "p95", "p99", "most")
    for name, values in (("acknowledged", reckoning.acknowledged), ("first reply at Meta", reckoning.replied)):
        figures = [*(percentile(values, percent) for percent in (50, 95, 99)), max(values, default=0.0)]
        table.add_row(name, *(f"{figure * 1000:.0f}" for figure in figures))
    return table


def _counts(reckoning: Reckoning) -> Table:
    table = Table("counted", "")
    for name, count in reckoning.counts.items():
        table.add_row(name, str(count))
    return table


def _processors(run: Run) -> Table:
    """What a message costs doesn't depend on what else the machine does; the share of a core follows from it."""
    table = Table("processor time", "ms a message", f"% of a core at {run.rate:g} a second")
    messages = run.reckoning.counts["messages"]
    parts = sorted(run.spent.items(), key=lambda item: -item[1])
    for part, seconds in (*parts, (f"together, of {os.cpu_count()} cores", sum(run.spent.values()))):
        table.add_row(part, f"{1000 * seconds / messages:.1f}", f"{100 * run.rate * seconds / messages:.0f}")
    table.add_row("load average of the last minute", f"{os.getloadavg()[0]:.1f}", "")
    return table


def _queues(seen: Sequence[Waiting]) -> Table:
    table = Table("waiting, each second", "median", "most", "every fifth second")
    for name in ("webhooks", "inbox", "outbox"):
        lengths = [int(getattr(waiting, name)) for waiting in seen]
        course = " ".join(map(str, lengths[::5]))
        table.add_row(name, f"{statistics.median(lengths):.0f}", str(max(lengths)), course)
    return table

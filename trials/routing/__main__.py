"""`python -m trials.routing`: a month simulated, then many workers on a database; exit code 1 if a bound breaks."""

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import uvloop
from rich.console import Console
from rich.table import Table

from handoff.catalogue import Catalogue, load_catalogue
from handoff.database import connect, migrate, sessions_of
from handoff.local import servers
from handoff.settings import ROOT, Settings
from trials.routing import best
from trials.routing.chats import sizes, wishes
from trials.routing.database import Churn, churn
from trials.routing.month import Found, Month
from trials.routing.people import INSTITUTIONS, Staff, hire

# December has everything: its first days, Christmas, and the end of the year.
START, DAYS, AFTER = date(2026, 12, 1), 31, 14
FASTEST, LONGEST_WAIT = 500, 1.25
WORKERS, CONNECTIONS = 100, 45


@dataclass(slots=True)
class Outcome:
    """`seconds`: what the month took here. `wait`, `best`: of a customer, weighted by his priority. `shares`: by team,
    how many chats an hour and place its people had, the most over the least.
    """

    month: Found
    seconds: float
    wait: float
    best: float
    shares: list[float]
    churn: Churn

    @property
    def broken(self) -> list[str]:
        month, workers = self.month, self.churn
        rate = min(month.assignments / self.seconds, workers.rate)
        bounds = {
            "chats with two agents": month.twice + workers.twice == 0,
            "agents over capacity": month.over_capacity + workers.over_capacity == 0,
            "chats forgotten": month.forgotten + workers.forgotten == 0,
            "somebody got a chat though another one had fewer": month.load == 0,
            f"customers wait more than {LONGEST_WAIT:.0%} of the best": self.wait <= LONGEST_WAIT * self.best,
            f"fewer than {FASTEST} assignments a second": rate >= FASTEST,
        }
        return [sentence for sentence, holds in bounds.items() if not holds]


def main() -> None:
    parser = argparse.ArgumentParser(prog="trials.routing", description="A month of chats, and a hundred workers.")
    parser.add_argument("--seed", type=int, default=1, help="another month (1)")
    parser.add_argument("--chats", type=int, default=2000, help="on the database (2000)")
    options = parser.parse_args()
    console, catalogue = Console(), load_catalogue(ROOT / "data")
    with console.status("A month of sixty institutions …"):
        month, seconds, staff = play(options.seed, catalogue)
        ideal, _, _ = play(options.seed, catalogue, with_foresight=True)
    with console.status("A hundred workers on a database …"):
        workers = on_a_database(options.seed, options.chats, catalogue)
    outcome = Outcome(month, seconds, weighted(month), weighted(ideal), shares(month, staff), workers)
    show(outcome, console)
    sys.exit(1 if outcome.broken else 0)


def play(seed: int, catalogue: Catalogue, *, with_foresight: bool = False) -> tuple[Found, float, Staff]:
    """The same month each time; with foresight it is decided by who knows all."""
    chance = random.Random(seed)
    requests = sizes(chance, INSTITUTIONS)
    staff = hire(chance, requests=requests, start=START, days=DAYS + AFTER, catalogue=catalogue)
    wanted = wishes(chance, requests=requests, start=START, days=DAYS, catalogue=catalogue)
    if with_foresight:
        month = Month(staff, wanted, drop_outs=chance, deciding=best.decide_with_foresight, order=best.order)
    else:
        month = Month(staff, wanted, drop_outs=chance)
    start = time.perf_counter()
    return month.run(), time.perf_counter() - start, staff


def on_a_database(seed: int, chats: int, catalogue: Catalogue) -> Churn:
    with tempfile.TemporaryDirectory(prefix="schalter-routing-") as folder:
        Path(folder).chmod(0o755)
        with servers(Settings(SCHALTER_HOME=folder, DATABASE_URL=None, REDIS_URL=None)) as settings:
            migrate(str(settings.database_url))
            engine = connect(str(settings.database_url), connections=CONNECTIONS)

            async def run() -> Churn:
                found = await churn(
                    sessions_of(engine), catalogue, chats=chats, workers=WORKERS, chance=random.Random(seed)
                )
                await engine.dispose()
                return found

            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                return runner.run(run())


def weighted(found: Found) -> float:
    """Seconds until somebody has answered."""
    weights = sum(best.weight(priority) for priority, _ in found.waits)
    return sum(best.weight(priority) * wait.total_seconds() for priority, wait in found.waits) / weights


def shares(found: Found, staff: Staff) -> list[float]:
    """Of each team the most chats an hour and place over the fewest, among who was there for a week at least."""
    by_team: dict[tuple[int, ...], list[float]] = {}
    for worker in staff.workers:
        if worker.hours >= 40:
            rate = found.handled.get(worker.person.id, 0) / worker.hours / worker.person.capacity
            by_team.setdefault(worker.teams, []).append(rate)
    return [max(rates) / min(rates) for teams, rates in by_team.items() if len(rates) > 1 and min(rates) > 0]


def show(outcome: Outcome, console: Console) -> None:
    month, workers = outcome.month, outcome.churn
    table = Table("", "a month, simulated", f"{workers.workers} workers on PostgreSQL", box=None, pad_edge=False)
    for label, one, other in (
        ("chats", month.chats, workers.chats * 2),
        ("assignments", month.assignments, workers.assignments),
        ("chats with two agents", month.twice, workers.twice),
        ("agents over capacity", month.over_capacity, workers.over_capacity),
        ("chats forgotten", month.forgotten, workers.forgotten),
        ("assignments a second", round(month.assignments / outcome.seconds), round(workers.rate)),
        ("given away by the centre's rules", month.moved, ""),
        ("taken away, unanswered", month.unanswered, ""),
        ("taken away, agent gone", month.left, ""),
        ("more chats than the least loaded who could", month.load, ""),
    ):
        table.add_row(label, f"{one:,}", f"{other:,}" if isinstance(other, int) else other)
    console.print(table)
    console.print(
        f"\nUntil somebody answers, weighted by priority: {_time(outcome.wait)}; by who knows each chat's length "
        f"beforehand: {_time(outcome.best)}; {outcome.wait / outcome.best:.2f} times the best."
    )
    for priority in range(4):
        waits = [wait.total_seconds() for one, wait in month.waits if one == priority]
        half, most = statistics.median(waits), statistics.quantiles(waits, n=10)[8]
        console.print(f"  priority {priority}: half within {_time(half)}, nine of ten within {_time(most)}")
    console.print(
        f"Chats an hour and place, who had most over who had least of his team: "
        f"{statistics.median(outcome.shares):.2f} in the middle of {len(outcome.shares)} teams."
    )
    for sentence in outcome.broken:
        console.print(f"[red]Broken: {sentence}.[/red]")


def _time(seconds: float) -> str:
    return str(timedelta(seconds=round(seconds)))


if __name__ == "__main__":
    main()

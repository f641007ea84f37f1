"""`python -m trials.bench`: both sides in turns, so that whatever else the machine does hits both; then the table."""

import argparse
import asyncio
import os
import shutil
import tempfile
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import uvloop
from rich.console import Console
from rich.status import Status

from bot.training import train
from handoff.local import servers
from handoff.settings import ROOT, Settings
from handoff.workbench.rehearsal.house import House
from trials.bench.conversation import AT_ONCE, MARKS, Say, Times, measure
from trials.bench.figures import Side, alone, machine, markdown, rows
from trials.bench.ours import NOW, in_memory, on_postgres
from trials.bench.stock import Stock, make_database, rest
from trials.bench.stock_environment import size, stock_python
from trials.bench.stock_project import stock_project
from trials.bench.weight import Weight, weigh_worker
from trials.service import service

CUSTOMERS = 50

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Options:
    """`longest`: turns of the long conversation; `alone`: without the stock Rasa."""

    rounds: int
    longest: int
    alone: bool


@dataclass(frozen=True, slots=True)
class Bench:
    """`settings` name PostgreSQL and Redis, started for this run, and a home with the model in it."""

    settings: Settings
    model: Path
    stock: Stock | None
    options: Options
    console: Console

    def run(self) -> tuple[Side, Side | None]:
        ours_bare, ours_whole, stock_bare, stock_whole = (Times() for _ in range(4))
        ours_weight: list[Weight] = []
        stock_weight: list[Weight] = []
        for turn in range(self.options.rounds):
            with self._showing(turn, "Schalter, bare turns"):
                _run(self._ours_bare(ours_bare, turn))
            if self.stock:
                with self._showing(turn, "stock Rasa, bare turns"):
                    _run(self._stock_bare(self.stock, stock_bare, turn))
            with self._showing(turn, "Schalter, whole turns"):
                _run(self._ours_whole(ours_whole, turn))
            if self.stock:
                with self._showing(turn, "stock Rasa, whole turns"):
                    stock_weight.append(_run(self._stock_whole(self.stock, stock_whole, turn)))
            with self._showing(turn, "Schalter, a worker's start and memory"):
                ours_weight.append(self._ours_weight())
        environment = size(ROOT / ".venv", ROOT / "handoff" / "node_modules")
        ours = Side(ours_bare, ours_whole, ours_weight[-1], environment)
        if self.stock is None:
            return ours, None
        return ours, Side(stock_bare, stock_whole, stock_weight[-1], size(self.stock.python.parents[1]))

    def _showing(self, turn: int, doing: str) -> Status:
        return self.console.status(f"Round {turn + 1} of {self.options.rounds}: {doing} …")

    async def _ours_bare(self, times: Times, turn: int) -> None:
        await self._measure(in_memory(self.model), f"bare-{turn}", times, at_once=1)

    async def _stock_bare(self, stock: Stock, times: Times, turn: int) -> None:
        async with stock.bare() as say:
            await self._measure(say, f"bare-{turn}", times, at_once=1)

    async def _ours_whole(self, times: Times, turn: int) -> None:
        house = House(self.settings, now=NOW)
        try:
            with house.database() as own:
                async with on_postgres(own, self.model) as inboxes:
                    await self._measure(inboxes.say, f"whole-{turn}", times, at_once=AT_ONCE)
                    await inboxes.check()
        finally:
            house.close()

    async def _stock_whole(self, stock: Stock, times: Times, turn: int) -> Weight:
        with stock.server() as server:
            async with rest(server) as say:
                await self._measure(say, f"whole-{turn}", times, at_once=AT_ONCE)
            return Weight(server.started, server.memory())

    def _ours_weight(self) -> Weight:
        with service(self.settings) as running:
            return weigh_worker(running, customers=CUSTOMERS)

    async def _measure(self, say: Say, name: str, times: Times, *, at_once: int) -> None:
        await measure(say, name, times, at_once=at_once, longest=self.options.longest)


def _run(doing: Coroutine[Any, Any, Result]) -> Result:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(doing)


def main() -> None:
    console = Console(soft_wrap=True)
    options = _options()
    began, load = datetime.now(), os.getloadavg()[0]
    with _prepared(options, console) as bench:
        ours, stock = bench.run()
    longest = options.longest
    table = markdown(list(rows(ours, stock, longest=longest))) if stock else alone(ours, longest=longest)
    console.print(f"{began:%Y-%m-%d %H:%M}, {machine()}, {os.cpu_count()} cores", highlight=False)
    console.print(f"load average {load:.1f} before, {os.getloadavg()[0]:.1f} after; {options.rounds} rounds")
    console.print(table, markup=False, highlight=False)


def _options() -> Options:
    parser = argparse.ArgumentParser(prog="trials.bench", description="Schalter and a stock Rasa, side by side.")
    parser.add_argument("--rounds", type=int, default=2, help="how often each side has its turn (2)")
    parser.add_argument("--longest", type=int, default=MARKS[-1], choices=MARKS, help="turns of a long conversation")
    parser.add_argument("--alone", action="store_true", help="without the stock Rasa, whose training may take hours")
    return Options(**vars(parser.parse_args()))


@contextmanager
def _prepared(options: Options, console: Console) -> Iterator[Bench]:
    settings = Settings()
    with console.status("Training our bot, if its data changed …"):
        model = train(ROOT, settings.home / "models")
    trained = None if options.alone else _stock(console)
    with tempfile.TemporaryDirectory(prefix="schalter-bench-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        (home / "logs").mkdir()
        shutil.copytree(settings.home / "models", home / "models")
        own = settings.model_copy(update={"home": home, "database_url": None, "redis_url": None})
        with servers(own) as addressed:
            database = make_database(str(addressed.database_url).replace("+psycopg", ""), "stock")
            stock = Stock(*trained, database, home / "logs") if trained else None
            yield Bench(addressed, model, stock, options, console)


def _stock(console: Console) -> tuple[Path, Path]:
    with console.status("Making the stock Rasa's environment, if it isn't there; this takes minutes …"):
        python = stock_python()
    with console.status("Training the stock Rasa, if the data changed; this takes an hour and more …"):
        return python, stock_project(python)


if __name__ == "__main__":
    main()

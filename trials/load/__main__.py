"""`python -m trials.load`: a whole service, its customers, the report; exit code 1 if anything was lost or doubled."""

import argparse
import asyncio
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvloop
from rich.console import Console

from bot.training import train
from handoff.local import servers
from handoff.local.demo import simulated_numbers
from handoff.local.environment import simulator_environment
from handoff.settings import ROOT, Settings
from simulator.settings import Settings as SimulatorSettings
from simulator.settings import from_environment
from trials.load.customers import crowd, schedule
from trials.load.platform import platform
from trials.load.processors import processor_seconds
from trials.load.queues import Queues
from trials.load.reckoning import read_books, reckon
from trials.load.report import Run, show
from trials.load.writing import write
from trials.service import Service, service

PARTS = ("web", "worker", "outbox")
PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Options:
    """`rate`: messages a second."""

    rate: float
    seconds: float
    customers: int


def main() -> None:
    options = _options()
    console = Console()
    with _prepared(console) as (running, graph), asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        run = runner.run(_play(running, graph, options, console))
    show(run, console)
    sys.exit(0 if run.is_clean else 1)


def _options() -> Options:
    parser = argparse.ArgumentParser(prog="trials.load", description="Many customers write at once.")
    parser.add_argument("--rate", type=float, default=40.0, help="customers' messages a second (40)")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long they write (60)")
    parser.add_argument("--customers", type=int, default=1000, help="how many they are (1000)")
    return Options(**vars(parser.parse_args()))


@contextmanager
def _prepared(console: Console) -> Iterator[tuple[Service, SimulatorSettings]]:
    """Database and Redis of its own, in a home that is gone afterwards; no part is started yet."""
    settings = Settings()
    with console.status("Training the bot, if its data changed …"):
        train(ROOT, settings.home / "models")
    with tempfile.TemporaryDirectory(prefix="schalter-load-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        shutil.copytree(settings.home / "models", home / "models")
        own = settings.model_copy(update={"home": home, "database_url": None, "redis_url": None})
        with servers(own) as addressed, service(addressed) as running:
            port = int(running.simulator_url.rpartition(":")[2])
            numbers = simulated_numbers(running.settings)
            yield running, from_environment(simulator_environment(running.settings, port=port, numbers=numbers))


async def _play(running: Service, graph: SimulatorSettings, options: Options, console: Console) -> Run:
    url = str(running.settings.database_url).replace("+psycopg", "")
    async with platform(graph) as meta_side:
        running.start(*PARTS)
        with console.status("Starting web, worker and outbox …"):
            await asyncio.to_thread(running.wait_until_ready)
        for customer in crowd(options.customers, list(meta_side.meta.world.numbers)):
            meta_side.meta.world.add_customer(customer)
        arrivals = schedule(list(meta_side.meta.world.customers), rate=options.rate, seconds=options.seconds)
        queues = Queues(url, meta_side)
        watching = asyncio.create_task(queues.watch())
        before = processor_seconds()
        with console.status(f"{len(arrivals)} messages in {options.seconds:.0f} s …"):
            said = await write(meta_side.meta, arrivals)
        with console.status("Waiting for the last replies …"):
            dry = await queues.run_dry(patience=PATIENCE)
        spent = {part: seconds - before.get(part, 0.0) for part, seconds in processor_seconds().items()}
        watching.cancel()
        return Run(options.rate, reckon(read_books(url), meta_side, said), spent, tuple(queues.seen), dry)


if __name__ == "__main__":
    main()

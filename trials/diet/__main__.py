"""`python -m trials.diet`: trains both, lets them hear the held-out messages in turns, and prints the table."""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from rich.console import Console

from handoff.catalogue import load_catalogue
from handoff.errors import HandoffError
from handoff.settings import ROOT, read_settings
from handoff.workbench.reckoning import Judged, judge_held_out
from trials.bench.figures import machine
from trials.bench.stock_environment import stock_python
from trials.diet import hearing
from trials.diet.figures import Side, markdown, rows, sizes
from trials.diet.hearing import Hearing
from trials.diet.stock_model import stock_model
from trials.diet.training import Training, trained


@dataclass(slots=True)
class Heard:
    """A side's model, how it is opened, and what was measured in every round so far."""

    model: Path
    training: Training
    open: Callable[[], AbstractContextManager[Hearing]]
    rounds: list[Hearing] = field(default_factory=list)
    judged: list[Judged] = field(default_factory=list)

    def hear(self) -> None:
        with self.open() as one:
            self.judged = judge_held_out(one, load_catalogue(ROOT / "data"), ROOT)
        self.rounds.append(one)

    def side(self) -> Side:
        return Side(
            training=self.training,
            judged=self.judged,
            loading=min(one.loading for one in self.rounds),
            memory=max(one.memory for one in self.rounds),
            size=self.model.stat().st_size,
            seconds=[seconds for one in self.rounds for seconds in one.seconds],
            processor_seconds=[seconds for one in self.rounds for seconds in one.processor_seconds],
        )


def main() -> None:
    console = Console(soft_wrap=True)
    options = _options()
    began, load = datetime.now(), os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="schalter-diet-") as folder:
        ours, stock = _trained(Path(folder), console, again=options.again)
        for turn in range(options.rounds):
            for name, side in (("Schalter", ours), ("the stock Rasa", stock)):
                with console.status(f"Round {turn + 1} of {options.rounds}: {name} hears the messages …"):
                    side.hear()
        table = markdown(list(rows(ours.side(), stock.side())))
    console.print(f"{began:%Y-%m-%d %H:%M}, {machine()}, {os.cpu_count()} cores", highlight=False)
    console.print(f"load average {load:.1f} before, {os.getloadavg()[0]:.1f} after; {options.rounds} rounds")
    console.print(f"stock Rasa trained at {stock.training.began}", highlight=False)
    console.print(sizes(ours.judged), highlight=False)
    console.print(table, markup=False, highlight=False)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="trials.diet", description="Our NLU and a stock Rasa's, side by side.")
    times = range(1, 11)
    parser.add_argument(
        "--rounds", type=int, default=2, choices=times, metavar="N", help="how often each side hears the messages (2)"
    )
    parser.add_argument("--again", action="store_true", help="train the stock Rasa anew, though it has a model")
    return parser.parse_args()


def _trained(folder: Path, console: Console, *, again: bool) -> tuple[Heard, Heard]:
    """Ours is trained each time, in the folder, where nothing is left from before."""
    logs = read_settings().home / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    with console.status("Making the stock Rasa's environment, if it isn't there; this takes minutes …"):
        python = stock_python()
    with console.status("Training the stock Rasa, if the examples changed; this takes an hour …"):
        stock, stock_training = stock_model(python, ROOT, again=again)
    with console.status("Training ours …"):
        ours, training = _our_model(folder, log=logs / "diet-training.log")
    log = logs / "diet.log"
    return (
        Heard(ours, training, partial(hearing.ours, ours, log)),
        Heard(stock, stock_training, partial(hearing.stock, python, stock, log)),
    )


def _our_model(folder: Path, *, log: Path) -> tuple[Path, Training]:
    command = (sys.executable, "-m", "handoff", "train")
    environment = {**os.environ, "SCHALTER_HOME": str(folder)}
    training = trained(command, folder=ROOT, log=log, environment=environment)
    (model,) = (folder / "models").glob("*.tar.gz")
    return model, training


if __name__ == "__main__":
    try:
        main()
    except HandoffError as error:
        sys.exit(str(error))

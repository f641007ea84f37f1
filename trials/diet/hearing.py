"""A side's NLU in a process of its own, asked on a pipe."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from bot.turn import Parse
from handoff.errors import SettingsError
from handoff.settings import ROOT
from trials.bench.conversation import CUSTOM, PLAIN
from trials.bench.processes import memory
from trials.bench.stock import QUIET

EAR = Path(__file__).with_name("ear.py")
WARMING = 20


@dataclass(slots=True)
class Hearing:
    """`loading`: processor time in seconds until it was ready. `memory`: resident bytes then.

    `seconds` of each message by the clock on the wall, `processor_seconds` of all its threads.
    `log`: what the process says of itself.
    """

    loading: float
    memory: int
    stdin: IO[str]
    stdout: IO[str]
    log: Path
    seconds: list[float] = field(default_factory=list)
    processor_seconds: list[float] = field(default_factory=list)

    def parse(self, text: str, language: str) -> Parse:
        """Raises SettingsError when the process has ended."""
        self.stdin.write(json.dumps({"text": text, "language": language}) + "\n")
        self.stdin.flush()
        answer = _answer(self.stdout, self.log)
        self.seconds.append(answer["seconds"])
        self.processor_seconds.append(answer["processor_seconds"])
        return Parse(**answer["parse"])


@contextmanager
def ours(model: Path, log: Path) -> Iterator[Hearing]:
    with _hearing((sys.executable, "-m", "trials.diet.ear", "ours", str(model)), log) as one:
        yield one


@contextmanager
def stock(python: Path, model: Path, log: Path) -> Iterator[Hearing]:
    with _hearing((str(python), str(EAR), "stock", str(model)), log) as one:
        yield one


@contextmanager
def _hearing(command: tuple[str, ...], log: Path) -> Iterator[Hearing]:
    """Caches are warm when it begins, with messages that are not measured."""
    with (
        log.open("ab") as errors,
        subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **QUIET},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        assert process.stdin is not None and process.stdout is not None
        loading = _answer(process.stdout, log)["processor_seconds"]
        one = Hearing(loading, memory(process.pid), process.stdin, process.stdout, log)
        for _ in range(WARMING):
            one.parse(PLAIN, "de")
            one.parse(CUSTOM, "de")
        one.seconds.clear()
        one.processor_seconds.clear()
        yield one


def _answer(stdout: IO[str], log: Path) -> dict[str, Any]:
    line = stdout.readline()
    if not line:
        raise SettingsError(f"An NLU has ended before it answered; {log} says why.")
    return dict(json.loads(line))

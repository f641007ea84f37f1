"""A training in a process of its own: how long it takes, how much work that is, and its peak of memory."""

import json
import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from handoff.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Training:
    """`began`: to be printed. `seconds`: by the clock on the wall; `processor_seconds`: of all cores. `peak`: bytes."""

    began: str
    seconds: float
    processor_seconds: float
    peak: int

    def save(self, file: Path) -> None:
        file.write_text(json.dumps(asdict(self)))

    @classmethod
    def saved(cls, file: Path) -> "Training":
        return cls(**json.loads(file.read_text()))


def trained(command: Sequence[str], *, folder: Path, log: Path, environment: Mapping[str, str]) -> Training:
    """Runs the command in the folder. Raises SettingsError with the exit code when it fails: -15 is SIGTERM.

    The peak is resident memory of the largest process among the command's and those it waited for.
    """
    began, started = datetime.now(), time.perf_counter()
    with log.open("ab") as output:
        process = subprocess.Popen(command, cwd=folder, env=dict(environment), stdout=output, stderr=output)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SettingsError(f"A training in {folder} ended with {process.returncode}; {log} says why.")
    return Training(f"{began:%Y-%m-%d %H:%M}", seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)

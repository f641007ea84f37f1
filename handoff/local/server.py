"""A private server: how to start it, how to see that it is ready, how to end it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from handoff.errors import SettingsError

LEASH = Path(__file__).with_name("leash.py")


@dataclass(frozen=True, slots=True)
class Server:
    name: str
    url: str
    command: tuple[str, ...]
    prepare: Callable[[], None]  # before each start
    is_ready: Callable[[], bool]
    clean_up: Callable[[], None]  # after the last end
    stop_signal: signal.Signals
    user: str = "-"
    reach: Path = Path("/")

    def leashed(self) -> tuple[str, ...]:
        return leashed(self.command, death_signal=self.stop_signal, user=self.user, reach=self.reach)


def unprivileged_user() -> str:
    """Whom root runs servers as: PostgreSQL refuses root."""
    return "nobody" if os.geteuid() == 0 else "-"


def leashed(
    command: tuple[str, ...], *, death_signal: signal.Signals, user: str = "-", reach: Path = Path("/")
) -> tuple[str, ...]:
    """`command` so that it dies with this process. Start it from a thread that lives as long as the program should."""
    leash = (sys.executable, "-I", "-S", str(LEASH))
    return (*leash, str(int(death_signal)), str(os.getpid()), user, str(reach), *command)


def kept_on_leash(*arguments: str) -> tuple[str, ...]:
    """Our own Python with `arguments`, killed at once when we are: every part survives that."""
    return leashed((sys.executable, *arguments), death_signal=signal.SIGKILL)


@contextmanager
def running(server: Server, log: Path, *, patience: float = 60.0) -> Iterator[str]:
    """Runs the server and gives its URL; raises SettingsError if it isn't ready after `patience` seconds."""
    server.prepare()
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        process = subprocess.Popen(
            server.leashed(), stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    try:
        _wait(server, process, log, patience)
        yield server.url
    finally:
        _end(process, server.stop_signal)
        server.clean_up()


def _wait(server: Server, process: subprocess.Popen[bytes], log: Path, patience: float) -> None:
    deadline = time.monotonic() + patience
    while not server.is_ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise SettingsError(f"{server.name} did not start; {log} ends with: {_last_line(log)}")
        time.sleep(0.02)


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines()
    return lines[-1] if lines else "(nothing)"


def _end(process: subprocess.Popen[bytes], stop_signal: signal.Signals) -> None:
    process.send_signal(stop_signal)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()

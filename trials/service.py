"""A whole Schalter of its own: every part a process that can be started, killed and started again."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import httpx

from handoff.database import migrate
from handoff.demo import seed
from handoff.local.demo import simulated_numbers
from handoff.local.environment import service_environment, simulator_environment
from handoff.local.ports import free_port
from handoff.settings import ROOT, Settings

COMMANDS = {
    "web": ("-m", "handoff", "serve"),
    "worker": ("-m", "handoff", "worker"),
    "outbox": ("-m", "handoff", "outbox"),
    "simulator": ("-m", "simulator"),
}


class Service:
    """`url`: the web process; `simulator_url`: Meta's side. Logs lie in `settings.home`/logs."""

    def __init__(self, settings: Settings, *, simulator_port: int, clock: Path | None = None):
        self.settings = settings
        self.url = f"http://127.0.0.1:{settings.port}"
        self.simulator_url = f"http://127.0.0.1:{simulator_port}"
        self._clock = {"SCHALTER_CLOCK": str(clock)} if clock else {}
        self._service = service_environment(settings)
        self._simulator = simulator_environment(settings, port=simulator_port, numbers=simulated_numbers(settings))
        self._processes: dict[str, list[subprocess.Popen[bytes]]] = {}

    def start(self, *parts: str, **environment: str) -> None:
        """Starts one process of each part; `environment` is added to theirs."""
        (self.settings.home / "logs").mkdir(parents=True, exist_ok=True)
        for part in parts:
            base = self._simulator if part == "simulator" else self._service
            with (self.settings.home / "logs" / f"{part}.log").open("ab") as log:
                process = subprocess.Popen(
                    [sys.executable, *COMMANDS[part]],
                    env={**base, **self._clock, **environment},
                    stdout=log,
                    stderr=log,
                    stdin=subprocess.DEVNULL,
                    cwd=ROOT,
                )
            self._processes.setdefault(part, []).append(process)

    def stop(self, part: str, *, how: signal.Signals = signal.SIGTERM) -> None:
        for process in self._processes.pop(part, []):
            if process.poll() is None:
                process.send_signal(how)
            process.wait(15)

    def died(self, part: str, *, within: float) -> bool:
        """True if the newest process of this part ends by SIGKILL, as at a failpoint, in so many seconds."""
        newest = self._processes[part][-1]
        return _until(lambda: newest.poll() == -signal.SIGKILL, within)

    def memory(self, part: str) -> int:
        """Resident bytes of this part's processes."""
        pages = [int(Path(f"/proc/{p.pid}/statm").read_text().split()[1]) for p in self._processes[part]]
        return sum(pages) * os.sysconf("SC_PAGE_SIZE")

    def wait_until_ready(self, *, within: float = 60.0) -> None:
        if not _until(lambda: _answers(f"{self.url}/health") and _answers(f"{self.simulator_url}/"), within):
            raise TimeoutError(f"not healthy after {within:.0f} s; {self.settings.home / 'logs'} says why")

    def wait_for_web(self, *, within: float = 30.0) -> None:
        if not _until(lambda: _answers(f"{self.url}/ready") and _answers(f"{self.simulator_url}/"), within):
            raise TimeoutError(f"no web process after {within:.0f} s; {self.settings.home / 'logs'} says why")

    def stop_all(self) -> None:
        for part in ("web", "worker", "outbox", "simulator"):
            self.stop(part)


@contextmanager
def service(settings: Settings, *, clock: Path | None = None, now: datetime | None = None) -> Iterator[Service]:
    """A migrated and seeded service without any part started. `settings` name its own database and Redis."""
    first = free_port(18000 + os.getpid() % 2000 * 4)
    simulator_port = free_port(first + 1)
    settings = settings.model_copy(
        update={"port": first, "demo": True, "whatsapp_graph_url": f"http://127.0.0.1:{simulator_port}"}
    )
    migrate(str(settings.database_url))
    seed(settings, today=now.date() if now else None)
    one = Service(settings, simulator_port=simulator_port, clock=clock)
    try:
        yield one
    finally:
        one.stop_all()


def set_clock(path: Path, now: datetime, *, running: bool = False) -> None:
    """The time for all processes that were started with this clock's file."""
    whole = path.with_suffix(".new")
    whole.write_text(json.dumps({"at": now.isoformat(), "real": time.time(), "running": running}))
    whole.replace(path)


def _until(condition: Callable[[], bool], within: float) -> bool:
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2.0, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False

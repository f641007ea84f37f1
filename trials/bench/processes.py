"""Processes of the bench: started, waited for, weighed, ended."""

import os
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from handoff.errors import SettingsError

PAGE = os.sysconf("SC_PAGE_SIZE")


@contextmanager
def process(
    command: Sequence[str], *, folder: Path, log: Path, environment: Mapping[str, str] = os.environ
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("ab") as output:
        started = subprocess.Popen(
            command, cwd=folder, env=dict(environment), stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    try:
        yield started
    finally:
        started.terminate()
        try:
            started.wait(20)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path, *, patience: float = 180.0) -> None:
    """Until the address answers with 200. Raises SettingsError when the process ends or takes too long."""
    deadline = time.monotonic() + patience
    while not _answers(url):
        if process.poll() is not None or time.monotonic() > deadline:
            raise SettingsError(f"{url} does not answer; {log} says why")
        time.sleep(0.05)


def memory(*pids: int) -> int:
    """Resident bytes of these processes and all their descendants."""
    parents = {int(folder.name): _parent(folder) for folder in Path("/proc").iterdir() if folder.name.isdigit()}
    family = set(pids)
    while grown := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= grown
    return sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE for pid in family)


def _parent(folder: Path) -> int:
    try:
        return int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2.0, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False

"""Processor time of each part of the service, read from /proc."""

import os
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PARTS = {"serve": "web", "worker": "worker", "outbox": "outbox", "postgres": "PostgreSQL", "redis-server": "Redis"}
OURSELVES = "simulator and load"


@dataclass(frozen=True, slots=True)
class Process:
    parent: int
    seconds: float


def processor_seconds() -> dict[str, float]:
    """Used so far by this process and by each part that it started, their own children included."""
    processes = {int(folder.name): _read(folder) for folder in Path("/proc").iterdir() if folder.name.isdigit()}
    living = {pid: process for pid, process in processes.items() if process is not None}
    total: dict[str, float] = {}
    for pid, process in living.items():
        part = _part(pid, living)
        if part is not None:
            total[part] = total.get(part, 0.0) + process.seconds
    return total


def _read(folder: Path) -> Process | None:
    try:
        fields = (folder / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    own, of_ended_children = fields[11:13], fields[13:15]
    ended = of_ended_children if int(folder.name) != os.getpid() else []
    return Process(parent=int(fields[1]), seconds=sum(map(int, [*own, *ended])) / TICKS)


def _part(pid: int, living: dict[int, Process]) -> str | None:
    if pid == os.getpid():
        return OURSELVES
    while pid in living and living[pid].parent != os.getpid():
        pid = living[pid].parent
    return _name(pid) if pid in living else None


def _name(pid: int) -> str | None:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except OSError:
        return None
    named = {Path(word).name for word in words}
    return next((part for word, part in PARTS.items() if word in named), None)

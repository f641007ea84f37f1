import asyncio
import sys

import pytest

from handoff.local.journal import Journal
from handoff.local.part import Part, Patience
from handoff.local.server import kept_on_leash
from handoff.local.supervisor import Supervisor

TOY = """
import os, signal, subprocess, sys, time
from pathlib import Path
folder, name, behaviour = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
def note(word):
    with (folder / "notes").open("a") as notes:
        notes.write(f"{name} {word} {os.getpid()}\\n")
if behaviour == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
elif behaviour != "parent":
    signal.signal(signal.SIGTERM, lambda *_: (note("ended"), sys.exit(0)))
if behaviour == "parent":
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    (folder / "grandchild").write_text(str(child.pid))
note("started")
print("hello from", name, flush=True)
if behaviour == "dies":
    sys.exit(3)
while True:
    if behaviour == "beats" or not (folder / f"{name}.beat").exists():
        (folder / f"{name}.beat").touch()
    time.sleep(0.05)
"""


class Toys:
    """Small programs under a supervisor, and what they noted."""

    def __init__(self, folder):
        self.folder = folder
        self.journal = Journal(folder / "logs")
        self.supervisor = Supervisor(self.journal, Patience(start=5, beat=0.6, look=0.05))

    def start(self, name, behaviour, *, watched=False, stop_within=5.0):
        command = kept_on_leash("-c", TOY, str(self.folder), name, behaviour)
        beat = self.folder / f"{name}.beat" if watched else None
        self.supervisor.start(Part(name, command, beat=beat, stop_within=stop_within))

    def notes(self, word):
        path = self.folder / "notes"
        lines = path.read_text().splitlines() if path.exists() else []
        return [line.split()[0] for line in lines if line.split()[1] == word]

    def pids(self):
        return [int(line.split()[2]) for line in (self.folder / "notes").read_text().splitlines()]

    def log(self, name):
        path = self.folder / "logs" / f"{name}.log"
        return path.read_text() if path.exists() else ""


@pytest.fixture
async def toys(tmp_path):
    toys = Toys(tmp_path)
    yield toys
    await toys.supervisor.stop()
    toys.journal.close()


@pytest.fixture
def eventually():
    async def wait(condition, *, within=15.0):
        async with asyncio.timeout(within):
            while not condition():
                await asyncio.sleep(0.02)

    return wait


@pytest.fixture
def python():
    return sys.executable

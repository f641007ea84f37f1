"""One part of a running Schalter: a process that is kept alive, watched and ended."""

import asyncio
import os
import signal
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import DEVNULL

from handoff.local.journal import Journal

SHORTEST_PAUSE = 0.2
LONGEST_PAUSE = 15.0
LONG_LIFE = 30.0


@dataclass(frozen=True, slots=True)
class Part:
    """`command` comes from `leashed`, so that the part never outlives us."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    beat: Path | None = None  # a file that the part touches every 2 s; silence means that it hangs
    prepare: Callable[[], None] = lambda: None  # before each start
    stop_signal: signal.Signals = signal.SIGTERM
    stop_within: float = 10.0
    shown: bool = True  # in the terminal, not in its file alone


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds without a beat: at first, while a model is loaded, and later; and between two looks."""

    start: float = 60.0
    beat: float = 10.0
    look: float = 0.5


async def keep(part: Part, journal: Journal, stop: asyncio.Event, patience: Patience) -> None:
    """Runs the part, again and again, until `stop`; then ends it and returns."""
    now, pause = asyncio.get_running_loop().time, SHORTEST_PAUSE
    while not stop.is_set():
        began = now()
        ending = await _run_once(part, journal, stop, patience)
        if stop.is_set():
            break
        pause = SHORTEST_PAUSE if now() - began > LONG_LIFE else pause
        journal.event(f"{part.name} {ending}; it starts again in {pause:.1f} s")
        await either(stop.wait(), asyncio.sleep(pause))
        pause = min(pause * 2, LONGEST_PAUSE)


async def start(command: tuple[str, ...], environment: Mapping[str, str], *, errors: int = STDOUT) -> Process:
    """In a session of its own, so that Ctrl-C reaches the supervisor alone."""
    return await asyncio.create_subprocess_exec(
        *command, env=dict(environment), stdin=DEVNULL, stdout=PIPE, stderr=errors, start_new_session=True
    )


async def end(process: Process, stop_signal: signal.Signals, *, within: float) -> None:
    """Kindly at first."""
    if process.returncode is None:
        process.send_signal(stop_signal)
        await either(gone(process), asyncio.sleep(within))
    kill(process)
    await gone(process)


async def gone(process: Process) -> None:
    """Returns at its end; `wait` waits for all who hold its pipes, too."""
    while process.returncode is None:
        await asyncio.sleep(0.02)


def kill(process: Process) -> None:
    """With all that it has started in its session."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):  # Gone; macOS says the latter of zombies.
        return


async def either(*awaitables: Awaitable[object]) -> None:
    """Returns with the first and cancels the others."""
    tasks = [asyncio.ensure_future(awaitable) for awaitable in awaitables]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()


async def _run_once(part: Part, journal: Journal, stop: asyncio.Event, patience: Patience) -> str:
    """Says how it ended."""
    try:
        await asyncio.to_thread(part.prepare)
        if part.beat:
            part.beat.unlink(missing_ok=True)
        process = await start(part.command, part.environment)
    except Exception as error:
        return f"can't be started: {error}"
    assert process.stdout is not None
    reading = asyncio.create_task(journal.copy(part.name, process.stdout, shown=part.shown))
    hangs = await _hangs(process, part.beat, stop, patience)
    await end(process, part.stop_signal, within=0 if hangs else part.stop_within)
    await either(reading, asyncio.sleep(1))  # What it has started may hold the pipe.
    return "gave no sign of life and was killed" if hangs else f"ended with {process.returncode}"


async def _hangs(process: Process, beat: Path | None, stop: asyncio.Event, patience: Patience) -> bool:
    """Waits for its end, for `stop` (False) or for too long a silence (True)."""
    now = asyncio.get_running_loop().time
    seen, since, allowed = None, now(), patience.start
    while process.returncode is None and not stop.is_set():
        await _pause(process, stop, patience.look)
        stamp = _touched(beat)
        if stamp != seen:
            seen, since, allowed = stamp, now(), patience.beat
        if beat is not None and now() - since > allowed:
            return True
    return False


async def _pause(process: Process, stop: asyncio.Event, seconds: float) -> None:
    await either(process.wait(), stop.wait(), asyncio.sleep(seconds))


def _touched(beat: Path | None) -> int | None:
    """That it changes is what counts: the system's clock may jump, and computers sleep."""
    try:
        return beat.stat().st_mtime_ns if beat else None
    except FileNotFoundError:
        return None

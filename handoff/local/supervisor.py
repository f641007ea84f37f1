"""Keeps several parts running, each watched by a task of its own, and ends them in the reverse order of their start."""

import asyncio
import signal
from asyncio.subprocess import PIPE
from collections.abc import Callable, Mapping

from handoff.errors import SettingsError
from handoff.local.journal import Journal
from handoff.local.part import Part, Patience, either, end, gone, keep, start
from handoff.local.server import Server

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SERVER_STOPS_WITHIN = 30.0


class Stopped(Exception):
    """Somebody wants us to end."""


class Supervisor:
    """Used in the main thread: what a thread starts on a leash ends with it."""

    def __init__(self, journal: Journal, patience: Patience | None = None) -> None:
        self.journal = journal
        self.stopping = asyncio.Event()
        self._patience = patience or Patience()
        self._running: list[tuple[asyncio.Event, asyncio.Task[None]]] = []

    def listen_to_signals(self) -> None:
        for number in STOP_SIGNALS:
            asyncio.get_running_loop().add_signal_handler(number, self.stopping.set)

    def start(self, part: Part) -> None:
        stop = asyncio.Event()
        self._running.append((stop, asyncio.create_task(keep(part, self.journal, stop, self._patience))))

    async def start_server(self, server: Server, *, patience: float = 60.0) -> None:
        """Returns when it is ready. Raises Stopped or SettingsError."""
        await asyncio.to_thread(server.prepare)
        command, stop_signal = server.leashed(), server.stop_signal
        self.start(
            Part(
                server.name,
                command,
                prepare=server.prepare,
                stop_signal=stop_signal,
                stop_within=SERVER_STOPS_WITHIN,
                shown=False,
            )
        )
        await self.until(server.is_ready, patience=patience, complaint=f"{server.name} does not start; see its log.")

    async def until(self, is_so: Callable[[], bool], *, patience: float, complaint: str, look: float = 0.05) -> None:
        """Waits until it is so. Raises Stopped, or SettingsError with the complaint after `patience` seconds."""
        now = asyncio.get_running_loop().time
        deadline = now() + patience
        while not await asyncio.to_thread(is_so):
            if now() > deadline:
                raise SettingsError(complaint)
            await either(self.stopping.wait(), asyncio.sleep(look))
            if self.stopping.is_set():
                raise Stopped

    async def step(self, name: str, command: tuple[str, ...], environment: Mapping[str, str]) -> str:
        """Runs a command to its end and returns what it printed; its errors go to the journal.

        Raises Stopped, or SettingsError if it fails.
        """
        process = await start(command, environment, errors=PIPE)
        assert process.stdout is not None and process.stderr is not None
        printed = asyncio.create_task(process.stdout.read())
        told = asyncio.create_task(self.journal.copy(name, process.stderr))
        try:
            await either(gone(process), self.stopping.wait())
            if self.stopping.is_set():
                raise Stopped
            await told
            text = (await printed).decode()
        finally:
            await end(process, signal.SIGTERM, within=5)
            told.cancel()
            printed.cancel()
        if process.returncode != 0:
            raise SettingsError(f"{name} failed; its reasons are above and in the logs.")
        return text

    async def stop(self) -> None:
        """Ends the parts one by one, the last started first."""
        while self._running:
            stop, task = self._running.pop()
            stop.set()
            await task

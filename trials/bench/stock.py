"""A stock Rasa: its agent in memory, and its server with REST channel, SQL tracker store and action server."""

import asyncio
import json
import os
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import yaml

from handoff.local.ports import free_port
from trials.bench.conversation import NoAnswer, Say
from trials.bench.processes import memory, process, wait_for

QUIET = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "SQLALCHEMY_SILENCE_UBER_WARNING": "1"}
BARE = Path(__file__).with_name("stock_bare.py")
LONGEST_LINE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class StockServer:
    """`started`: seconds until both answered."""

    url: str
    pids: tuple[int, int]
    started: float

    def memory(self) -> int:
        return memory(*self.pids)


@dataclass(frozen=True, slots=True)
class Stock:
    """`database_url`: libpq's, a database of its own. `logs`: a folder."""

    python: Path
    project: Path
    database_url: str
    logs: Path

    @contextmanager
    def action_server(self) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
        port = free_port(15055)
        command = (str(self.python), "-m", "rasa_sdk", "--actions", "actions", "-p", str(port))
        log = self.logs / "stock-actions.log"
        with process(command, folder=self.project, log=log, environment={**os.environ, **QUIET}) as started:
            wait_for(f"http://127.0.0.1:{port}/health", started, log)
            yield f"http://127.0.0.1:{port}/webhook", started

    @asynccontextmanager
    async def bare(self) -> AsyncIterator[Say]:
        with self.action_server() as (action_url, _), (self.logs / "stock-bare.log").open("ab") as log:
            child = await asyncio.create_subprocess_exec(
                *(str(self.python), str(BARE), action_url),
                cwd=self.project,
                env={**os.environ, **QUIET},
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                limit=LONGEST_LINE,
            )
            assert child.stdin is not None and child.stdout is not None
            try:
                yield await _said_on_a_pipe(child.stdin, child.stdout)
            finally:
                child.stdin.close()
                await child.wait()

    @contextmanager
    def server(self) -> Iterator[StockServer]:
        """REST channel, tracker store on PostgreSQL, action server."""
        begun = time.perf_counter()
        port = free_port(15005)
        log = self.logs / "stock-server.log"
        with self.action_server() as (action_url, actions):
            self._configure(action_url)
            files = ("--endpoints", "endpoints.yml", "--credentials", "credentials.yml")
            command = (str(self.python), "-m", "rasa", "run", *files, "-i", "127.0.0.1", "-p", str(port))
            with process(command, folder=self.project, log=log, environment={**os.environ, **QUIET}) as started:
                wait_for(f"http://127.0.0.1:{port}/", started, log)
                seconds = time.perf_counter() - begun
                yield StockServer(f"http://127.0.0.1:{port}", (started.pid, actions.pid), seconds)

    def _configure(self, action_url: str) -> None:
        store = {"type": "SQL", "dialect": "postgresql", "url": self.database_url}
        endpoints = {"action_endpoint": {"url": action_url}, "tracker_store": store}
        (self.project / "endpoints.yml").write_text(yaml.safe_dump(endpoints))
        (self.project / "credentials.yml").write_text(yaml.safe_dump({"rest": None}))


@asynccontextmanager
async def rest(server: StockServer) -> AsyncIterator[Say]:
    async with httpx.AsyncClient(base_url=server.url, trust_env=False, timeout=120) as http:

        async def say(name: str, text: str) -> float:
            started = time.perf_counter()
            answer = await http.post("/webhooks/rest/webhook", json={"sender": name, "message": text})
            seconds = time.perf_counter() - started
            if answer.status_code != 200 or not answer.json():
                raise NoAnswer(f"the stock Rasa answered {answer.status_code} with no reply to {text!r}")
            return seconds

        yield say


def make_database(url: str, name: str) -> str:
    """Makes an empty database on the server of `url` (libpq's) and returns its address."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return url.replace("/schalter?", f"/{name}?")


async def _said_on_a_pipe(stdin: asyncio.StreamWriter, stdout: asyncio.StreamReader) -> Say:
    ready = json.loads(await stdout.readline() or "{}")
    if not ready.get("ready"):
        raise NoAnswer("the stock Rasa's agent did not load its model")

    async def say(name: str, text: str) -> float:
        stdin.write(json.dumps({"sender": name, "text": text}).encode() + b"\n")
        answer = json.loads(await stdout.readline() or "{}")
        if not answer.get("replies"):
            raise NoAnswer(f"the stock Rasa's agent gave no reply to {text!r}")
        return float(answer["seconds"])

    return say

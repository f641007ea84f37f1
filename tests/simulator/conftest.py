"""A real simulator in its own process, and a small web server that takes its webhooks."""

import json
import os
import socket
import subprocess
import sys
import time
from collections import deque
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import pytest_asyncio

from simulator.client import Simulator

SECRET = "demo_app_secret_0001"
TOKEN = "demo-token"
NUMBER, OTHER_NUMBER = "200000000000001", "200000000000002"
WABA = "300000000000001"
NUMBERS = [
    {
        "phone_number_id": NUMBER,
        "display_phone_number": "4930555000111",
        "waba_id": WABA,
        "name": "Sparkasse Musterstadt",
    },
    {
        "phone_number_id": OTHER_NUMBER,
        "display_phone_number": "4930555000222",
        "waba_id": "300000000000002",
        "name": "Sparkasse Beispielhausen",
    },
]
ROOT = Path(__file__).parents[2]


class Receiver:
    """Keeps what was posted; answers with ``answers`` one by one, then with 200."""

    def __init__(self):
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                content = self.rfile.read(int(self.headers["content-length"]))
                receiver.posts.append((dict(self.headers), content))
                self.send_response(receiver.answers.popleft() if receiver.answers else 200)
                self.send_header("content-length", "0")
                self.end_headers()

            def do_GET(self):
                query = parse_qs(urlsplit(self.path).query)
                right = query["hub.mode"] == ["subscribe"] and query["hub.verify_token"] == ["our-token"]
                content = query["hub.challenge"][0].encode() if right else b""
                self.send_response(200 if right else 403)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                pass

        self.clear()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/webhook"
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def clear(self):
        self.posts, self.answers = [], deque()

    @property
    def bodies(self):
        return [json.loads(content) for _, content in self.posts]

    def values(self, field="messages"):
        changes = [change for body in self.bodies for entry in body["entry"] for change in entry["changes"]]
        return [change["value"] for change in changes if change["field"] == field]

    @property
    def messages(self):
        return [message for value in self.values() for message in value.get("messages", [])]

    @property
    def statuses(self):
        return [status for value in self.values() for status in value.get("statuses", [])]

    def close(self):
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def running(webhook_url, port=None, **environment):
    """A simulator process; yields its address."""
    port = port or free_port()
    settings = {
        "SIMULATOR_PORT": str(port),
        "SIMULATOR_WEBHOOK_URL": webhook_url,
        "SIMULATOR_APP_SECRET": SECRET,
        "SIMULATOR_ACCESS_TOKEN": TOKEN,
        "SIMULATOR_NUMBERS": json.dumps(NUMBERS),
        "SIMULATOR_SEED": "tests",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "simulator"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **settings, **environment},
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/control/numbers")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _wait_for(url):
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            return httpx.get(url, trust_env=False)
        except httpx.TransportError:
            time.sleep(0.05)
    raise TimeoutError("The simulator did not start.")


class Graph:
    """The institution's side: an HTTP client with the right token."""

    def __init__(self, http):
        self.http = http

    async def post(self, body, number=NUMBER):
        return await self.http.post(f"/v25.0/{number}/messages", json={"messaging_product": "whatsapp", **body})

    async def send(self, phone, kind="text", content=None, number=NUMBER, **extra):
        """To a customer; raises unless accepted. Returns the wamid."""
        content = {"body": "Guten Tag"} if content is None else content
        answer = await self.post({"to": f"+{phone.wa_id}", "type": kind, kind: content, **extra}, number)
        assert answer.status_code == 200, answer.text
        return answer.json()["messages"][0]["id"]

    async def error(self, body, number=NUMBER):
        """The error object of a send that must be refused."""
        answer = await self.post(body, number)
        assert answer.status_code >= 400, answer.text
        return answer.json()["error"]


@pytest.fixture(scope="session")
def shared_receiver():
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture(scope="session")
def clock_file(tmp_path_factory):
    return tmp_path_factory.mktemp("clock") / "clock.json"


@pytest.fixture(scope="session")
def simulator_url(shared_receiver, clock_file):
    with running(shared_receiver.url, SCHALTER_CLOCK=str(clock_file)) as url:
        yield url


@pytest.fixture
def receiver(shared_receiver):
    return shared_receiver


@pytest_asyncio.fixture
async def sim(simulator_url, shared_receiver, clock_file):
    clock_file.unlink(missing_ok=True)
    async with Simulator(simulator_url) as sim:
        await sim.reset()
        shared_receiver.clear()
        yield sim


@pytest_asyncio.fixture
async def graph(simulator_url):
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with httpx.AsyncClient(base_url=simulator_url, headers=headers, trust_env=False) as http:
        yield Graph(http)


@pytest_asyncio.fixture
async def mara(sim):
    return await sim.customer("Mara Beispiel", id="mara", wa_id="+4915155500001")


@pytest_asyncio.fixture
async def writing_mara(mara, sim, receiver):
    """Mara has written, so her service window is open."""
    await mara.says("Hallo")
    await sim.delivered()
    receiver.clear()
    return mara


@pytest.fixture
def set_clock(clock_file):
    def set_clock(at, *, running=False):
        setting = {"at": at.isoformat(), "real": time.time(), "running": running}
        clock_file.write_text(json.dumps(setting))

    return set_clock


@pytest.fixture
def launch():
    """`with launch(webhook_url, port=…, SIMULATOR_HOME=…) as url`: a simulator of one's own."""
    return running

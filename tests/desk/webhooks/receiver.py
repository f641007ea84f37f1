"""An institution's system: a small HTTP server of its own that keeps what comes and answers as it is told to."""

import asyncio
import base64
import contextlib
import hashlib
import hmac
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class Came:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def told(self):
        return json.loads(self.body)

    def is_signed_with(self, secret):
        """As a receiver checks it, by the specification."""
        told = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + self.body
        right = hmac.digest(base64.b64decode(secret.removeprefix("whsec_")), told, hashlib.sha256)
        signatures = [one.partition(",")[2] for one in self.headers["webhook-signature"].split(" ")]
        return any(hmac.compare_digest(base64.b64decode(one), right) for one in signatures)


@dataclass
class Receiver:
    """`answers`: the next ones, as status and further headers; then 204. `before`: awaited before each answer."""

    port: int
    answers: list = field(default_factory=list)
    came: list = field(default_factory=list)
    before: object = None
    tasks: set = field(default_factory=set)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}/schalter"

    @property
    def events(self):
        return [(one.told["sequence"], one.told["type"]) for one in self.came]

    async def until(self, number):
        """Until so many came."""
        async with asyncio.timeout(20):
            while len(self.came) < number:
                self.arrived.clear()
                await self.arrived.wait()
        return self.came[-1]

    async def handle(self, reader, writer):
        self.tasks.add(asyncio.current_task())
        try:
            await self._answer(reader, writer)
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _answer(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        body = await reader.readexactly(int(headers["content-length"]))
        self.came.append(Came(head[0].split(" ")[1], headers, body))
        self.arrived.set()
        answer = self.answers.pop(0) if self.answers else (204, {})
        if self.before is not None:
            await self.before()
        if answer is not None:
            status, more = answer
            lines = [f"HTTP/1.1 {status} So", "Connection: close", *(f"{name}: {more[name]}" for name in more)]
            writer.write("\r\n".join([*lines, "", ""]).encode())
            with contextlib.suppress(ConnectionError):
                await writer.drain()


@asynccontextmanager
async def receiving(*, ssl=None):
    """`ssl`: the context of one that is reached by https alone."""
    receiver = Receiver(0)
    server = await asyncio.start_server(receiver.handle, "127.0.0.1", 0, ssl=ssl)
    receiver.port = server.sockets[0].getsockname()[1]
    yield receiver
    server.close()
    await server.wait_closed()
    await asyncio.gather(*receiver.tasks)

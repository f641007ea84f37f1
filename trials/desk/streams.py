"""Many agents' pages that stay open, and how soon a customer's message is on the right one."""

import asyncio
import random
import string
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from uuid import uuid4

import httpx

from simulator.envelope import Update, enclose
from simulator.signature import serialised, signature
from trials.desk.agents import Agent
from trials.desk.pages import stream_of

PATIENCE = 10.0
# Customers don't write in the same breath; what does comes together (handoff/web/live/stream.py).
PAUSE = 0.5


class Stream:
    """`seen`: when which marks came, in seconds of the monotonic clock."""

    def __init__(self, agent: Agent):
        self.agent = agent
        self.is_open = asyncio.Event()
        self._mark: str | None = None
        self._seen: asyncio.Future[float] | None = None

    async def read(self, http: httpx.AsyncClient) -> None:
        page = await http.get(f"/desk/chats/{self.agent.chat_id}", cookies=self.agent.cookies)
        path = stream_of(page.raise_for_status().text)
        async with http.stream("GET", path, cookies=self.agent.cookies) as answer:
            answer.raise_for_status()
            tail = ""
            async for piece in answer.aiter_text():
                self.is_open.set()
                if self._seen is None or self._seen.done():
                    tail = ""
                    continue
                tail += piece
                if self._mark and self._mark in tail:
                    self._seen.set_result(time.perf_counter())

    def expect(self, mark: str) -> asyncio.Future[float]:
        self._mark, self._seen = mark, asyncio.get_running_loop().create_future()
        return self._seen


@asynccontextmanager
async def open_streams(url: str, agents: list[Agent]) -> AsyncIterator[list[Stream]]:
    """All of them have read their first; one after another, as people come to work."""
    limits = httpx.Limits(max_connections=len(agents) + 10)
    timeout = httpx.Timeout(60.0)
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(
            httpx.AsyncClient(base_url=url, limits=limits, timeout=timeout, trust_env=False)
        )
        streams = [Stream(agent) for agent in agents]
        reading: list[asyncio.Task[None]] = []
        try:
            for stream in streams:
                reading.append(asyncio.create_task(stream.read(http)))
                await asyncio.wait(
                    {reading[-1], asyncio.ensure_future(stream.is_open.wait())},
                    timeout=60,
                    return_when=asyncio.FIRST_COMPLETED,
                )
                if reading[-1].done():
                    await reading[-1]
            yield streams
        finally:
            for task in reading:
                task.cancel()
            await asyncio.gather(*reading, return_exceptions=True)


async def write(url: str, stream: Stream, *, secret: str) -> float:
    """Seconds from the webhook's first byte to the message on its agent's page. Raises TimeoutError."""
    await asyncio.sleep(PAUSE)
    # Letters alone: twelve digits may be a card's, which the guard masks.
    mark = f"Noch eine Frage {''.join(random.choices(string.ascii_lowercase, k=12))}"
    body = serialised(enclose([_update(stream.agent, mark)]))
    headers = {"Content-Type": "application/json", "X-Hub-Signature-256": signature(secret, body)}
    seen = stream.expect(mark)
    async with httpx.AsyncClient(trust_env=False) as http:
        begun = time.perf_counter()
        answer = await http.post(f"{url}/webhooks/whatsapp", content=body, headers=headers, timeout=PATIENCE)
        answer.raise_for_status()
    return await asyncio.wait_for(seen, PATIENCE) - begun


def _update(agent: Agent, text: str) -> Update:
    message = {
        "from": agent.customer,
        "id": f"wamid.{uuid4().hex}",
        "timestamp": str(int(time.time())),
        "type": "text",
        "text": {"body": text},
    }
    return Update(
        key=1,
        waba="0",
        metadata={"display_phone_number": "0", "phone_number_id": agent.number},
        part="messages",
        value=message,
        contact={"profile": {"name": "Mara Beispiel"}, "wa_id": agent.customer},
    )

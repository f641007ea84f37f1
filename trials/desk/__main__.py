"""`python -m trials.desk`: on a database that trials.fill has filled; exit code 1 if the desk is too slow."""

import argparse
import asyncio
import statistics
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx
import uvloop
from rich.console import Console
from rich.table import Table
from sanic import Sanic

from handoff.app import create_app
from handoff.database import connect, sessions_of
from handoff.local import servers
from handoff.local.ports import free_port
from handoff.settings import Settings
from handoff.vault import Vault
from trials.desk.agents import Agent, log_in_agents
from trials.desk.pages import Page, further, measure, pages_of, stream_of
from trials.desk.plans import Eavesdropper, Plan, explain
from trials.desk.streams import open_streams, write
from trials.load.report import percentile
from trials.service import Service, service

AIM, NEWS_AIM = 0.150, 0.300
WARM = 5


@dataclass(frozen=True, slots=True)
class Options:
    requests: int
    streams: int
    messages: int


@dataclass(slots=True)
class Found:
    """`news`: seconds from webhook to page, with nobody else there and with everybody. `weight`: bytes a stream."""

    pages: list[Page] = field(default_factory=list)
    news: dict[str, list[float]] = field(default_factory=dict)
    plans: list[Plan] = field(default_factory=list)
    weight: float = 0.0

    @property
    def misses(self) -> list[str]:
        slow = [f"{page.name}: p95 over 150 ms" for page in self.pages if percentile(page.times, 95) > AIM]
        late = [f"news, {who}: p95 over 300 ms" for who, times in self.news.items() if percentile(times, 95) > NEWS_AIM]
        scans = [
            f"{plan.asked.page}: {', '.join(plan.scanned)} read through by: {' '.join(plan.asked.statement.split())}"
            for plan in self.plans
            if plan.scanned
        ]
        return slow + late + scans


def main() -> None:
    options, console = _options(), Console()
    with servers(Settings()) as settings, service(settings) as running:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            found = runner.run(_play(running, options, console))
    _show(found, options, console)
    sys.exit(1 if found.misses else 0)


async def _play(running: Service, options: Options, console: Console) -> Found:
    found, settings = Found(), running.settings
    engine = connect(str(settings.database_url))
    vault = Vault(settings.secret_key.get_secret_value())
    now = datetime.now(UTC)
    agents = await log_in_agents(sessions_of(engine), vault, count=max(options.streams, 1), now=now)
    await engine.dispose()
    if not agents:
        sys.exit("Nobody holds a chat here: fill the database with python -m trials.fill first.")
    running.start("web", "simulator")
    with console.status("Starting the web process …"):
        await asyncio.to_thread(running.wait_for_web, within=120.0)
    with console.status("Asking for pages …"):
        found.pages = await _pages(running.url, agents[0], options)
    with console.status("Customers write …"):
        await _news(running, agents, options, found)
    running.stop("web")
    with console.status("Asking PostgreSQL how it does it …"):
        found.plans = await _plans(settings, agents[0])
    return found


async def _pages(url: str, agent: Agent, options: Options) -> list[Page]:
    async with httpx.AsyncClient(base_url=url, cookies=agent.cookies, timeout=30.0, trust_env=False) as http:
        pages = pages_of(agent)
        for page in pages:
            await measure(http, page, requests=WARM)
            page.times.clear()
            await measure(http, page, requests=options.requests)
        deeper = Page("list: waiting, further", [])
        await further(http, deeper, requests=options.requests)
    return [*pages, deeper]


async def _news(running: Service, agents: list[Agent], options: Options, found: Found) -> None:
    secret = running.settings.whatsapp_app_secret.get_secret_value()
    async with open_streams(running.url, agents[:1]) as (one,):
        await asyncio.sleep(2)
        found.news["one page open"] = [await write(running.url, one, secret=secret) for _ in range(options.messages)]
    before = running.memory("web")
    async with open_streams(running.url, agents) as streams:
        await asyncio.sleep(5)
        found.weight = (running.memory("web") - before) / len(streams)
        found.news[f"{len(streams)} pages open"] = [
            await write(running.url, streams[number * 7 % len(streams)], secret=secret)
            for number in range(options.messages)
        ]


async def _plans(settings: Settings, agent: Agent) -> list[Plan]:
    """The same pages once more, by a server in this process, where each statement can be heard."""
    port = free_port(settings.port + 2)
    Sanic.test_mode = True
    app = create_app(settings.model_copy(update={"port": port}))
    server = await app.create_server(host="127.0.0.1", port=port, return_asyncio_server=True, access_log=False)
    assert server is not None
    await server.startup()  # type: ignore[no-untyped-call]  # Sanic left it out
    ear = Eavesdropper()
    url = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=url, cookies=agent.cookies, timeout=30.0, trust_env=False) as http:
        for page in pages_of(agent):
            for path in page.paths:
                ear.page = path
                (await http.get(path)).raise_for_status()
        ear.page = stream_of((await http.get(f"/desk/chats/{agent.chat_id}")).text)
        async with http.stream("GET", ear.page) as answer:
            answer.raise_for_status()
            await anext(answer.aiter_lines())
    ear.stop()
    await server.before_stop()  # type: ignore[no-untyped-call]
    await server.close()  # type: ignore[no-untyped-call]
    await server.after_stop()  # type: ignore[no-untyped-call]
    return await asyncio.to_thread(
        explain, str(settings.database_url).replace("+psycopg", ""), agent.user_id, ear.asked
    )


def _show(found: Found, options: Options, console: Console) -> None:
    table = Table("", "p50", "p95", "most", title=f"Milliseconds, {options.requests} requests each")
    rows = [(page.name, page.times) for page in found.pages]
    rows += [(f"webhook to page, {who}", times) for who, times in found.news.items()]
    for name, times in rows:
        values = (statistics.median(times), percentile(times, 95), max(times))
        table.add_row(name, *(f"{value * 1000:.0f}" for value in values))
    console.print(table)
    slowest = max(found.plans, key=lambda plan: plan.milliseconds)
    console.print(f"{len(found.plans)} statements planned; the slowest takes {slowest.milliseconds:.0f} ms.")
    console.print(f"{found.weight / 1024:.0f} KiB of memory an open page.")
    for miss in found.misses:
        console.print(f"[bold red]✗ {miss}", soft_wrap=True)
    if not found.misses:
        console.print("[bold green]✓ Everything is as quick as it should be, and no large table is read through.")


def _options() -> Options:
    parser = argparse.ArgumentParser(prog="trials.desk", description="How quick the desk is after years.")
    parser.add_argument("--requests", type=int, default=60, help="requests of each page (60)")
    parser.add_argument("--streams", type=int, default=200, help="pages that are open at once (200)")
    parser.add_argument("--messages", type=int, default=40, help="messages that customers write (40)")
    return Options(**vars(parser.parse_args()))


if __name__ == "__main__":
    main()

"""`python -m trials.statistics`: in a SCHALTER_HOME that is filled, the first time, with counts as ten million messages
leave them; exit code 1 if a page with all charts takes more than a second. `--counting`: what counting costs, in a home
that trials.fill has filled.
"""

import argparse
import asyncio
import statistics
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
import psycopg
import uvloop
from rich.console import Console
from rich.table import Table
from sqlalchemy import select
from sqlalchemy.orm import Session

from handoff.database import connect, connect_plainly, migrate, sessions_of
from handoff.local import servers
from handoff.models import User
from handoff.settings import Settings
from handoff.web.cookies import LOG_IN
from handoff.web.log_in.keys import open_log_in
from trials.service import Service, service
from trials.statistics.counting import Counting, measure_counting
from trials.statistics.filling import House, fill_counts
from trials.statistics.houses import LEAD, find_houses, open_houses

AIM = 1.0
YEARS = 2


@dataclass(frozen=True, slots=True)
class Options:
    institutions: int
    messages: int
    requests: int
    counting: bool


def main() -> None:
    options, console = _options(), Console()
    with servers(Settings()) as settings:
        if options.counting:
            _show_counting(asyncio.run(measure_counting(settings)), console)
            return
        with service(settings) as running, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            houses = _fill(running.settings, options, console)
            times = runner.run(_ask(running, houses, options, console))
            rows = _rows(str(settings.database_url))
    _show(times, rows, options, console)
    sys.exit(1 if any(max(taken) > AIM for taken in times.values()) else 0)


def _fill(settings: Settings, options: Options, console: Console) -> list[House]:
    migrate(str(settings.database_url))
    engine = connect_plainly(str(settings.database_url))
    with Session(engine) as session, session.begin():
        filled = find_houses(session)
        houses = filled or open_houses(session, options.institutions)
    engine.dispose()
    if filled:
        return houses
    begun, today = time.monotonic(), datetime.now(UTC).date()
    with (
        console.status("Filling in what was counted …"),
        psycopg.connect(str(settings.database_url).replace("+psycopg", "")) as connection,
    ):
        since = today - timedelta(days=YEARS * 365)
        fill_counts(connection, houses, messages=options.messages, since=since, until=today)
    console.print(f"filled in {time.monotonic() - begun:.0f} s")
    return houses


async def _ask(running: Service, houses: list[House], options: Options, console: Console) -> dict[str, list[float]]:
    engine = connect(str(running.settings.database_url))
    async with sessions_of(engine).begin() as session:
        lead = (await session.scalars(select(User).where(User.email == LEAD))).one()
        token = await open_log_in(session, lead, former=None, now=datetime.now(UTC))
    await engine.dispose()
    running.start("web", "simulator")
    await asyncio.to_thread(running.wait_for_web, within=120.0)
    found: dict[str, list[float]] = {}
    async with httpx.AsyncClient(base_url=running.url, cookies={LOG_IN: token}, timeout=60.0, trust_env=False) as http:
        for name, query in _questions(houses).items():
            with console.status(f"{name} …"):
                found[name] = [await _page(http, query) for _ in range(options.requests + 1)][1:]
    running.stop("web")
    return found


async def _page(http: httpx.AsyncClient, query: str) -> float:
    begun = time.monotonic()
    answer = await http.get(f"/desk/statistics?{query}")
    answer.raise_for_status()
    if "tile__now" not in answer.text:
        raise RuntimeError(f"nothing was counted for {query}")
    return time.monotonic() - begun


def _questions(houses: list[House]) -> dict[str, str]:
    today = datetime.now(UTC).date()
    biggest = houses[0]

    def period(days: int) -> str:
        return f"since={today - timedelta(days=days - 1)}&until={today}"

    one, long, short = f"institution={biggest.id}", period(YEARS * 365), period(30)
    return {
        "the biggest institution, 30 days": f"{one}&{short}",
        "… a year": f"{one}&{period(365)}",
        "… two years": f"{one}&{long}",
        "… two years, a team": f"{one}&{long}&team={biggest.teams[0]}",
        "… two years, a topic": f"{one}&{long}&topic=unlock",
        "… two years, an agent": f"{one}&{long}&agent={biggest.agents[0]}",
        "all institutions, 30 days": short,
        "… a year, before it another": period(365),
        "all institutions, two years": long,
        "… two years, German": f"{long}&language=de",
        "… two years, the topic most asked about": f"{long}&topic=unlock",
        "… two years, another topic, English": f"{long}&topic=event&language=en",
    }


def _rows(url: str) -> dict[str, tuple[int, int]]:
    """How many rows each table of counts has, and how many bytes it takes with its indexes."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        found = {}
        for table in ("statistics_hours", "statistics_days", "statistics_months", "statistics_agents"):
            row = connection.execute(
                f"SELECT count(*), pg_total_relation_size('{table}') FROM {table}".encode()
            ).fetchone()
            assert row is not None
            found[table] = (row[0], row[1])
        return found


def _show(times: dict[str, list[float]], rows: dict[str, tuple[int, int]], options: Options, console: Console) -> None:
    for table, (count, size) in rows.items():
        console.print(f"{table}: {count:,} rows, {size / 2**20:.0f} MB")
    shown = Table(
        "", "p50", "most", title=f"Milliseconds for the page with all its charts, {options.requests} requests each"
    )
    for name, taken in times.items():
        shown.add_row(name, *(f"{value * 1000:.0f}" for value in (statistics.median(taken), max(taken))))
    console.print(shown)
    slow = [name for name, taken in times.items() if max(taken) > AIM]
    console.print(
        "[bold red]✗ over a second: " + "; ".join(slow) if slow else "[bold green]✓ Each page within a second."
    )


def _show_counting(found: Counting, console: Console) -> None:
    console.print(
        f"{found.conversations:,} conversations with {found.messages:,} messages counted in {found.seconds:.0f} s: "
        f"{found.conversations / found.seconds:,.0f} a second"
    )
    console.print(f"counts: {found.rows:,} rows, what each conversation added {found.kept / 2**20:.0f} MB")
    shown = Table("", "messages", "counts", "ratio", title="Milliseconds for a year's heat map and medians of all")
    for name, (plain, counted) in found.compared.items():
        shown.add_row(name, f"{plain * 1000:.0f}", f"{counted * 1000:.0f}", f"{plain / counted:.0f} ×")
    console.print(shown)
    console.print(
        f"a look with nothing new {found.idle * 1000:.0f} ms, "
        f"with 1,000 changed conversations {found.busy * 1000:.0f} ms more"
    )


def _options() -> Options:
    parser = argparse.ArgumentParser(prog="trials.statistics", description="How quick the statistics are after years.")
    parser.add_argument("--institutions", type=int, default=60, help="how many there are (60)")
    parser.add_argument("--messages", type=int, default=10_000_000, help="messages in two years, about (10,000,000)")
    parser.add_argument("--requests", type=int, default=5, help="requests of each page (5)")
    parser.add_argument("--counting", action="store_true", help="what counting costs, after trials.fill")
    return Options(**vars(parser.parse_args()))


if __name__ == "__main__":
    main()

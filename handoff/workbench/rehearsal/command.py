"""`schalter test`: plays the scripts and shows each failure as the dialogue it was."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import Progress

from bot.engine import Bot
from handoff.catalogue import load_catalogue
from handoff.local.postgres import postgres
from handoff.local.redis import redis
from handoff.settings import ROOT, Settings
from handoff.workbench.model import trained
from handoff.workbench.rehearsal.house import House
from handoff.workbench.rehearsal.play import Performance, play
from handoff.workbench.rehearsal.script import DEFAULT_NOW, Script, read_scripts
from handoff.workbench.rehearsal.stage import stage

ZONE = ZoneInfo("Europe/Berlin")


def rehearse(settings: Settings, topics: list[str], console: Console) -> bool:
    """True if all went as written."""
    scripts = read_scripts(ROOT / "data", topics)
    started = time.monotonic()
    bot = Bot.load(trained(settings))
    with quick_servers(settings) as running:
        performances = asyncio.run(perform(running, scripts, bot=bot, console=console))
    failed = [performance for performance in performances if performance.failure]
    for performance in failed:
        _show(performance, console)
    console.print(f"{len(scripts) - len(failed)} passed, {len(failed)} failed in {time.monotonic() - started:.1f} s")
    return not failed


@contextmanager
def quick_servers(settings: Settings) -> Iterator[Settings]:
    """The servers that `settings` name, else private ones that needn't survive a power cut, gone afterwards."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(TemporaryDirectory(prefix="schalter-rehearsal-")))
        home.chmod(0o755)  # PostgreSQL runs as another user when we are root
        database = settings.database_url or stack.enter_context(postgres(home, durable=False))
        broker = settings.redis_url or stack.enter_context(redis(home))
        yield settings.model_copy(update={"database_url": database, "redis_url": broker})


async def perform(settings: Settings, scripts: list[Script], *, bot: Bot, console: Console) -> list[Performance]:
    catalogue = load_catalogue(ROOT / "data")
    house = House(settings, now=DEFAULT_NOW)
    performances = []
    try:
        with Progress(console=console, transient=True) as progress:
            for script in progress.track(scripts, description="Conversations"):
                now = script.now.replace(tzinfo=ZONE)
                with house.database() as own:
                    async with stage(own, bot=bot, catalogue=catalogue, now=now) as one:
                        performances.append(await play(script, one))
    finally:
        house.close()
    return performances


def _show(performance: Performance, console: Console) -> None:
    script = performance.script
    console.rule(f"[red]{script.topic}: {script.name}", align="left")
    for line in performance.lines:
        console.print(line, markup=False, highlight=False)
    console.print(f"        ✗ {performance.failure}", style="red", markup=False, highlight=False)

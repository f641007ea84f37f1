"""`schalter walk`: what it takes, and what it tells in the end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from zoneinfo import ZoneInfo

from rich.console import Console

from bot.engine import Bot
from handoff.catalogue import Catalogue, load_catalogue
from handoff.database import connect, sessions_of
from handoff.demo.institutions import demo_institutions
from handoff.inbox.tools import Tools
from handoff.language import LANGUAGES
from handoff.links import Links
from handoff.settings import ROOT, Settings
from handoff.vault import Vault
from handoff.whatsapp.outbound import Buttons, LinkButton, Menu, Outbound
from handoff.workbench.model import trained
from handoff.workbench.rehearsal.command import quick_servers
from handoff.workbench.rehearsal.house import House
from handoff.workbench.rehearsal.play import bot_line
from handoff.workbench.rehearsal.script import DEFAULT_NOW
from handoff.workbench.rehearsal.stage import StageClock
from handoff.workbench.walk.checks import Checks
from handoff.workbench.walk.examples import examples
from handoff.workbench.walk.explore import Budget, Failure, Node, Walk, Worlds
from handoff.workbench.walk.repertoire import Repertoire, Saying
from handoff.workbench.walk.sayings import answers
from handoff.workbench.walk.spared import Memory, Resets
from handoff.workbench.walk.turns import Theatre
from handoff.workbench.walk.world import newcomer, number_of, regular, take
from handoff.workbench.walk.worst_case import stretch

NOW = DEFAULT_NOW.replace(tzinfo=ZoneInfo("Europe/Berlin"))


def walk_dialogue(settings: Settings, budget: Budget, *, seed: int, console: Console) -> bool:
    """True if nothing was found."""
    bot = Bot.load(trained(settings))
    catalogue = load_catalogue(ROOT / "data")
    with quick_servers(settings) as running:
        house = House(running, now=DEFAULT_NOW)
        try:
            with house.database() as own:
                stretch(str(own.database_url), demo_institutions()[0].slug)
                found = asyncio.run(_walk(own, bot, catalogue, budget, seed, console))
        finally:
            house.close()
    return found


async def _walk(
    settings: Settings, bot: Bot, catalogue: Catalogue, budget: Budget, seed: int, console: Console
) -> bool:
    async with theatre_of(settings, bot, catalogue) as (theatre, roots):
        repertoire = Repertoire(examples(bot, ROOT / "data"), answers(bot))
        walk = Walk(theatre, repertoire, Checks(ROOT / "data", catalogue), Memory(Resets(ROOT)), seed=seed)
        await walk.run(roots, budget)
        for failure in walk.failures.values():
            console.rule(f"[red]{failure.times} times", align="left")
            for line in await conversation(theatre, failure):
                console.print(line, markup=False, highlight=False, soft_wrap=True)
            console.print(f"        ✗ {failure.sentence}", style="red", markup=False, highlight=False, soft_wrap=True)
    counts = walk.counts
    reach = "all that can be reached" if walk.exhausted else f"complete to depth {walk.complete_depth}"
    console.print(
        f"{len(walk.nodes)} states ({reach}), deepest {max(node.depth for node in walk.nodes.values())}; "
        f"{counts['turns']} turns played, {counts['spared']} spared, {counts['merges']} merges; "
        f"{len(walk.failures)} kinds of failure in {walk.seconds:.1f} s",
        highlight=False,
    )
    return not walk.failures


@asynccontextmanager
async def theatre_of(settings: Settings, bot: Bot, catalogue: Catalogue) -> AsyncIterator[tuple[Theatre, list[Worlds]]]:
    """`settings` name a migrated and seeded database without customers. With the worlds to start from."""
    engine = connect(str(settings.database_url), connections=2)
    secret = settings.secret_key.get_secret_value()
    clock = StageClock(NOW)
    links = Links(settings.base_url, secret_key=secret)
    tools = Tools(bot=bot, catalogue=catalogue, vault=Vault(secret), links=links, clock=clock)
    theatre = Theatre(sessions_of(engine), tools, clock)
    theatre.watch(engine)
    try:
        yield theatre, await _roots(theatre, settings)
    finally:
        await engine.dispose()


async def _roots(theatre: Theatre, settings: Settings) -> list[Worlds]:
    roots = []
    for enter in (newcomer, regular):
        worlds = []
        for language in LANGUAGES:
            async with theatre.sessions() as session:
                number = await number_of(session, settings.whatsapp_phone_number_id)
                await enter(session, number, vault=theatre.tools.vault, language=language, now=NOW)
                worlds.append(await take(session, now=NOW))
                await session.rollback()
        roots.append((worlds[0], worlds[1]))
    return roots


async def conversation(theatre: Theatre, failure: Failure) -> list[str]:
    """The way to the failure as a dialogue, first as the German customer has it, then as the English."""
    lines = []
    for position in (0, 1):
        steps = _steps(failure.node)
        world = _root(failure.node).worlds[position]
        for saying in [*steps, *failure.sayings]:
            lines.append(f"customer  {saying.texts[position]}")
            exchange = await theatre.play(world, saying, position)
            lines += [_line(said.outbound) for said in exchange.said]
            world = exchange.world
        lines.append("")
    return lines[:-1]


def _root(node: Node) -> Node:
    while node.way is not None:
        node = node.way[0]
    return node


def _steps(node: Node) -> list[Saying]:
    steps: list[Saying] = []
    while node.way is not None:
        node, saying = node.way
        steps.insert(0, saying)
    return steps


def _line(outbound: Outbound) -> str:
    taps = outbound.taps if isinstance(outbound, Buttons | Menu) else ()
    link = outbound.url if isinstance(outbound, LinkButton) else None
    return bot_line(getattr(outbound, "body", ""), [tap.title for tap in taps], link)

"""`schalter chat`: a conversation with the bot in the terminal, with what it understood beside it."""

import asyncio
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from sqlalchemy import select

from bot.engine import Bot
from handoff.errors import SettingsError
from handoff.models import Author, Conversation, Message, TurnRecord
from handoff.settings import ROOT, Settings
from handoff.workbench.rehearsal import phone as messages
from handoff.workbench.rehearsal.command import quick_servers
from handoff.workbench.rehearsal.graph import Tappable
from handoff.workbench.rehearsal.house import House
from handoff.workbench.rehearsal.phone import Phone
from handoff.workbench.rehearsal.stage import Stage, stage
from handoff.workbench.reloading import Loaded, Workshop

WA_ID = "4915155500001"
ZONE = ZoneInfo("Europe/Berlin")


def chat(settings: Settings, console: Console, *, root: Path = ROOT) -> None:
    """Until an empty line or Ctrl-D. It has a database of its own, gone afterwards. What `root` holds is spoken."""
    workshop = Workshop(root, settings.home / "models")
    with console.status("Training the bot, if its data changed …"):
        loaded = workshop.load()
    now = datetime.now(ZONE)
    with quick_servers(settings) as running:
        house = House(running, now=now)
        try:
            with house.database() as own:
                asyncio.run(_talk(own, workshop, loaded, now, console))
        finally:
            house.close()


async def _talk(settings: Settings, workshop: Workshop, loaded: Loaded, now: datetime, console: Console) -> None:
    console.print("Write as a customer; a number taps a button; an empty line ends it.", style="dim")
    async with stage(settings, bot=loaded.bot, catalogue=loaded.catalogue, now=now) as one:
        phone, taps, bot = one.phone(WA_ID), list[Tappable](), loaded.bot
        while said := await asyncio.to_thread(_ask, console):
            bot = await asyncio.to_thread(_up_to_date, workshop, one, bot, console)
            taps = await _exchange(one, phone, said, taps, console)
            await _explain(one, bot, console)


def _up_to_date(workshop: Workshop, one: Stage, bot: Bot, console: Console) -> Bot:
    """The bot of the files as they are; the one there was, while they can't be trained on."""
    for folder in workshop.changed_code():
        console.print(f"{folder}/ changed: start chat anew", style="yellow")
    if not workshop.has_changed():
        return bot
    try:
        with console.status("The data changed: training …"):
            loaded = workshop.load()
    except SettingsError as error:
        console.print(f"The bot stays as it was: {error}", style="red", markup=False, highlight=False)
        return bot
    one.recast(loaded.bot, loaded.catalogue)
    console.print(f"The data changed: loaded anew in {loaded.seconds:.1f} s", style="dim", highlight=False)
    return loaded.bot


def _ask(console: Console) -> str:
    try:
        return console.input("[green]› ").strip()
    except EOFError:
        return ""


async def _exchange(one: Stage, phone: Phone, said: str, taps: list[Tappable], console: Console) -> list[Tappable]:
    """Returns the buttons that can be tapped now."""
    one.clock.now = datetime.now(ZONE)
    heard = len(one.graph.bubbles)
    if said.isdecimal() and 1 <= int(said) <= len(taps):
        button = taps[int(said) - 1]
        await one.arrive(phone, messages.tap(button.kind, button.id, button.title))
    else:
        await one.arrive(phone, messages.text(said))
    await one.settle()
    offered: list[Tappable] = []
    for bubble in one.graph.bubbles[heard:]:
        console.print(bubble.text, style="cyan", markup=False, highlight=False)
        for button in bubble.buttons:
            offered.append(button)
            console.print(f"  {len(offered)}  {button.title}", markup=False, highlight=False)
        if bubble.link:
            console.print(f"  → {bubble.link}", markup=False, highlight=False)
    return offered or taps


async def _explain(one: Stage, bot: Bot, console: Console) -> None:
    async with one.sessions() as session:
        turn = await session.scalar(select(TurnRecord).order_by(TurnRecord.id.desc()).limit(1))
        newest = select(Conversation).order_by(Conversation.opened_at.desc()).limit(1)
        conversation = (await session.scalars(newest)).one()
        written = select(Message).where(Message.author == Author.CUSTOMER).order_by(Message.id.desc()).limit(1)
        message = (await session.scalars(written)).one()
    if turn is None:
        return
    slots = (conversation.dialogue.get("bot") or {}).get("slots", {})
    console.print(
        f"{turn.intent} {turn.confidence:.2f}{_second_best(bot, message, turn)} · {turn.language} · {turn.rule} · "
        f"{turn.milliseconds:.1f} ms · {conversation.owner} · {slots}"
        f"{' · masked ' + ', '.join(message.guarded) if message.guarded else ''}",
        style="dim",
        markup=False,
        highlight=False,
    )


def _second_best(bot: Bot, message: Message, turn: TurnRecord) -> str:
    """Empty for a tapped button, which leaves no choice."""
    if message.kind != "text":
        return ""
    others = [rank for rank in bot.parse(message.body, turn.language).ranking if rank[0] != turn.intent]
    return f", else {others[0][0]} {others[0][1]:.2f}" if others else ""

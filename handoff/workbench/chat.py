"""`schalter chat`: a conversation with the bot in the terminal, with what it understood beside it."""

import asyncio
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from sqlalchemy import select

from bot.engine import Bot
from bot.training import train
from handoff.catalogue import load_catalogue
from handoff.models import Conversation, TurnRecord
from handoff.settings import ROOT, Settings
from handoff.workbench.rehearsal import phone as messages
from handoff.workbench.rehearsal.command import quick_servers
from handoff.workbench.rehearsal.graph import Tappable
from handoff.workbench.rehearsal.house import House
from handoff.workbench.rehearsal.phone import Phone
from handoff.workbench.rehearsal.stage import Stage, stage

WA_ID = "4915155500001"


def chat(settings: Settings, console: Console) -> None:
    """Until an empty line or Ctrl-D. It has a database of its own, gone afterwards."""
    with console.status("Training the bot, if its data changed …"):
        bot = Bot.load(train(ROOT, settings.home / "models"))
    now = datetime.now(ZoneInfo("Europe/Berlin"))
    with quick_servers(settings) as running:
        house = House(running, now=now)
        try:
            with house.database() as own:
                asyncio.run(_talk(own, bot, now, console))
        finally:
            house.close()


async def _talk(settings: Settings, bot: Bot, now: datetime, console: Console) -> None:
    console.print("Write as a customer; a number taps a button; an empty line ends it.", style="dim")
    async with stage(settings, bot=bot, catalogue=load_catalogue(ROOT / "data"), now=now) as one:
        phone, taps = one.phone(WA_ID), list[Tappable]()
        while said := await asyncio.to_thread(_ask, console):
            taps = await _exchange(one, phone, said, taps, console)


def _ask(console: Console) -> str:
    try:
        return console.input("[green]› ").strip()
    except EOFError:
        return ""


async def _exchange(one: Stage, phone: Phone, said: str, taps: list[Tappable], console: Console) -> list[Tappable]:
    """Returns the buttons that can be tapped now."""
    one.clock.now = datetime.now(ZoneInfo("Europe/Berlin"))
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
    await _explain(one, console)
    return offered or taps


async def _explain(one: Stage, console: Console) -> None:
    async with one.sessions() as session:
        turn = await session.scalar(select(TurnRecord).order_by(TurnRecord.id.desc()).limit(1))
        newest = select(Conversation).order_by(Conversation.opened_at.desc()).limit(1)
        conversation = (await session.scalars(newest)).one()
    if turn is not None:
        slots = (conversation.dialogue.get("bot") or {}).get("slots", {})
        console.print(
            f"{turn.intent} {turn.confidence:.2f} · {turn.language} · {turn.rule} · {turn.milliseconds:.1f} ms · "
            f"{conversation.owner} · {slots}",
            style="dim",
            markup=False,
            highlight=False,
        )

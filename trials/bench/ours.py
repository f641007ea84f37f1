"""Schalter's side: the bot in memory, and the inbox on PostgreSQL without its wait for fragments."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from bot.engine import Bot
from bot.turn import Utterance
from handoff.catalogue import load_catalogue
from handoff.models import TurnRecord
from handoff.settings import ROOT, Settings
from handoff.webhook import acknowledge
from handoff.workbench.rehearsal import phone as phones
from handoff.workbench.rehearsal.phone import Phone
from handoff.workbench.rehearsal.stage import Stage, stage
from trials.bench import plain_actions
from trials.bench.conversation import NoAnswer, Say
from trials.bench.stock_project import demo_facts, merged_domain

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))


def in_memory(model: Path) -> Say:
    """With the same plain actions as the stock Rasa's action server has."""
    vars(plain_actions).update(plain_actions.make(merged_domain(ROOT)["actions"]))
    bot = Bot.load(model, actions=plain_actions.__name__)
    facts = demo_facts()
    states: dict[str, dict[str, Any]] = {}

    async def say(name: str, text: str) -> float:
        started = time.perf_counter()
        turn = await bot.turn(Utterance(text, "de", name, facts=facts), states.get(name))
        seconds = time.perf_counter() - started
        if not turn.replies:
            raise NoAnswer(f"Schalter's bot gave no reply to {text!r}")
        states[name] = turn.state
        return seconds

    return say


@dataclass(slots=True)
class Inboxes:
    """Each name is a customer. `arrived`: seconds that storing each of the messages took, before its turn."""

    stage: Stage
    arrived: list[float] = field(default_factory=list)
    turns: int = 0
    _phones: dict[str, Phone] = field(default_factory=dict)

    async def arrive(self, name: str, text: str) -> frozenset[UUID]:
        """The conversation that has something new; nothing answers yet."""
        phone = self._phones.setdefault(name, self.stage.phone(f"49151556{len(self._phones):05d}"))
        self.stage.clock.now += timedelta(seconds=1)
        now = self.stage.clock.now
        raw, headers = phone.webhook(phones.text(text), at=now)
        signature = headers["X-Hub-Signature-256"]
        started = time.perf_counter()
        done = await acknowledge(raw, signature, intake=self.stage.intake, now=now)
        self.arrived.append(time.perf_counter() - started)
        return done.touched

    async def say(self, name: str, text: str) -> float:
        (conversation,) = await self.arrive(name, text)
        self.turns += 1
        started = time.perf_counter()
        await self.stage.inbox.handle(conversation)
        return time.perf_counter() - started

    async def check(self) -> None:
        """Raises NoAnswer unless the bot answered every turn."""
        answered = select(func.count()).select_from(TurnRecord).where(TurnRecord.outcome == "answered")
        async with self.stage.sessions() as session:
            found = await session.scalar(answered)
        if found != self.turns:
            raise NoAnswer(f"Schalter answered {found} of {self.turns} turns")


@asynccontextmanager
async def on_postgres(settings: Settings, model: Path | None) -> AsyncIterator[Inboxes]:
    """`settings` name a migrated and seeded database. Without a model messages can only arrive."""
    catalogue = load_catalogue(ROOT / "data")
    bot = Bot.load(model) if model else None
    async with stage(settings, bot=bot, catalogue=catalogue, now=NOW) as one:
        yield Inboxes(one)

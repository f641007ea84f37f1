"""Plays one saying in one world, as the inbox would handle it, and undoes it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import event, select, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from handoff.changing_hands import change_hands
from handoff.database import Sessions, execute_directly
from handoff.inbox.converse import converse
from handoff.inbox.pending import Pending
from handoff.inbox.people import keep_for_people
from handoff.inbox.reopening import reopen
from handoff.inbox.tools import Tools
from handoff.models import Author, Button, Conversation, HandoffReason, Mover, Owner
from handoff.sending import Bubble, Offer, from_row, say
from handoff.timers import close_silent
from handoff.whatsapp.outbound import Outbound
from handoff.workbench.rehearsal.stage import StageClock
from handoff.workbench.walk.repertoire import Offered, Saying
from handoff.workbench.walk.spared import parts_in
from handoff.workbench.walk.world import World, put, take

_SAID = text("SELECT id, kind, body, content, response_name FROM messages WHERE id > :after ORDER BY id")
_OFFERED = text("SELECT id, title, intent, entities, form_run FROM buttons WHERE message_id > :after")
_TURNS = text("SELECT intent, rule FROM turns ORDER BY id")
NO_FORM = -1


@dataclass(frozen=True, slots=True)
class Said:
    """A bubble as it would leave. `names` are those of the responses that it holds."""

    names: tuple[str, ...]
    outbound: Outbound
    offered: tuple[Offered, ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """What came of one saying. `error`: what broke, and then nothing else is known."""

    world: World
    said: tuple[Said, ...] = ()
    turns: tuple[tuple[str, str], ...] = ()
    read: frozenset[str] = frozenset()
    error: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for said in self.said for name in said.names)


@dataclass(slots=True)
class Theatre:
    """`tools.clock` is `clock`. `read`: the parts of what is arranged that the running turn has asked for."""

    sessions: Sessions
    tools: Tools
    clock: StageClock
    read: set[str] = field(default_factory=set)

    def watch(self, engine: AsyncEngine) -> None:
        event.listen(engine.sync_engine, "before_cursor_execute", self._note)

    def _note(self, connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        self.read |= parts_in(statement)

    async def play(self, world: World, saying: Saying, position: int) -> Exchange:
        """`position`: 0 for the customer who writes German, 1 for the one who writes English."""
        self.clock.now = world.now
        async with self._undone() as session:
            await put(session, world)
            conversation = await _conversation(session)
            self.read.clear()
            try:
                after = await self._say(session, conversation, saying, position)
            except Exception as error:
                return Exchange(world, error=f"the turn fails: {error or type(error).__name__}")
            await session.flush()
            read = frozenset(self.read)
            said, turns = await _said(session, after), await execute_directly(session, _TURNS, {})
            left = await take(session, now=self.clock.now)
        return Exchange(left, said, tuple((row.intent, row.rule) for row in turns), read)

    @asynccontextmanager
    async def _undone(self) -> AsyncIterator[AsyncSession]:
        async with self.sessions() as session:
            try:
                yield session
            finally:
                await session.rollback()

    async def _say(self, session: AsyncSession, conversation: Conversation, saying: Saying, position: int) -> int:
        """Returns the number of the last message before the answer."""
        if saying.kind == "silence":
            await self._wait(session, conversation, saying.hours)
            return 0
        if saying.kind == "hand_back":
            await change_hands(
                session, conversation, to=Owner.BOT, by=Mover.AGENT, reason=HandoffReason.RETURNED, now=self.clock.now
            )
            return 0
        button = await self._button(session, conversation, saying, position)
        pending = [_pending(saying, position, button, self.clock.now)]
        if conversation.is_with_bot:
            await converse(session, conversation, pending, tools=self.tools)
        else:
            await keep_for_people(session, conversation, pending, tools=self.tools)
        return button.message_id if button else 0

    async def _wait(self, session: AsyncSession, conversation: Conversation, hours: int) -> None:
        former = self.clock.now
        conversation.last_activity_at = former
        await session.flush()
        self.clock.now = World("", former).later(hours).now
        await close_silent(session, now=self.clock.now)
        if conversation.owner is Owner.CLOSED:
            await reopen(session, conversation, now=self.clock.now)

    async def _button(
        self, session: AsyncSession, conversation: Conversation, saying: Saying, position: int
    ) -> Button | None:
        """Sends the bubble with the button first, which every world forgets."""
        if saying.kind == "outdated":
            offer = Offer("…", "inform", {}, form_run=NO_FORM)
        elif saying.taps is not None:
            offered = saying.taps[position]
            run = (conversation.dialogue.get("bot") or {}).get("run") if offered.of_form else None
            offer = Offer(offered.title[:20], offered.intent, offered.entities, form_run=run)
        else:
            return None
        await say(session, conversation, [Bubble("…", (offer,))], author=Author.BOT, now=self.clock.now)
        return (await session.scalars(select(Button))).one()


def _pending(saying: Saying, position: int, button: Button | None, now: datetime) -> Pending:
    kind = "button_reply" if button else saying.kind
    body = saying.texts[position] if kind == "text" else button.title if button else ""
    return Pending(1, kind, body, {"button": button.id} if button else {}, [], now)


async def _conversation(session: AsyncSession) -> Conversation:
    return (await session.scalars(select(Conversation).where(Conversation.owner != Owner.CLOSED))).one()


async def _said(session: AsyncSession, after: int) -> tuple[Said, ...]:
    buttons = {row.id: row for row in await execute_directly(session, _OFFERED, {"after": after})}
    said = []
    for row in await execute_directly(session, _SAID, {"after": after}):
        taps = [buttons[tap["id"]] for tap in row.content.get("taps", ())]
        offered = tuple(Offered(tap.title, tap.intent, tap.entities, tap.form_run is not None) for tap in taps)
        names = tuple((row.response_name or "").split("+"))
        said.append(Said(names, from_row(row.kind, row.body, row.content), offered))
    return tuple(said)
